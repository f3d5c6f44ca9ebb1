package io.logicgraph.benchmarks.service;

import java.lang.invoke.MethodHandles;

import org.springframework.asm.ClassWriter;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Beans of as many classes, each with a few methods, none of them annotated: what is
 * asked of each class of a service at its start is asked of each of them.
 */
final class ManyBeans {

	private static final int METHODS = 10;

	private ManyBeans() {
	}

	static void register(ConfigurableApplicationContext context, int count) {
		BeanDefinitionRegistry registry = (BeanDefinitionRegistry) context.getBeanFactory();
		for (int i = 0; i < count; i++) {
			registry.registerBeanDefinition("bean" + i, new RootBeanDefinition(define("Bean" + i)));
		}
	}

	private static Class<?> define(String name) {
		ClassWriter writer = new ClassWriter(0);
		String packageName = ManyBeans.class.getPackageName().replace('.', '/');
		writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, packageName + "/" + name, null, "java/lang/Object", null);
		MethodVisitor constructor = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
		constructor.visitCode();
		constructor.visitVarInsn(Opcodes.ALOAD, 0);
		constructor.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
		end(constructor);
		for (int i = 0; i < METHODS; i++) {
			MethodVisitor method = writer.visitMethod(Opcodes.ACC_PUBLIC, "method" + i, "()V", null, null);
			method.visitCode();
			end(method);
		}
		writer.visitEnd();
		try {
			return MethodHandles.lookup().defineClass(writer.toByteArray());
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void end(MethodVisitor method) {
		method.visitInsn(Opcodes.RETURN);
		method.visitMaxs(1, 1);
		method.visitEnd();
	}

}

package io.logicgraph.sample.graph;

import java.util.Set;

import io.logicgraph.memory.context.Context;
import org.jspecify.annotations.Nullable;

import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Type;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.TypedValue;
import org.springframework.expression.spel.CodeFlow;
import org.springframework.expression.spel.CompilablePropertyAccessor;

/**
 * Lets an expression read keys of a {@link Context} as if they were its properties.
 * Compiled expressions call {@link Context#get(String)} themselves.
 * <p>
 * SpEL asks an accessor for one type only, whatever the property, and needs it to compile
 * {@code !flag} and {@code flag ? a : b}. So there is one accessor for each type of key.
 */
final class ContextPropertyAccessor implements CompilablePropertyAccessor {

	private static final String CONTEXT = Type.getInternalName(Context.class);

	private final Class<?> valueType;

	private final Set<String> keys;

	/**
	 * Create an accessor.
	 * @param valueType type of all values of the keys
	 * @param keys what can be read
	 */
	ContextPropertyAccessor(Class<?> valueType, Set<String> keys) {
		this.valueType = valueType;
		this.keys = Set.copyOf(keys);
	}

	@Override
	public Class<?>[] getSpecificTargetClasses() {
		return new Class<?>[] { Context.class };
	}

	@Override
	public boolean canRead(EvaluationContext context, @Nullable Object target, String name) {
		return target instanceof Context && this.keys.contains(name);
	}

	@Override
	public TypedValue read(EvaluationContext context, @Nullable Object target, String name) {
		Object value = (target instanceof Context source) ? source.get(name) : null;
		return (value != null) ? new TypedValue(value) : TypedValue.NULL;
	}

	@Override
	public boolean canWrite(EvaluationContext context, @Nullable Object target, String name) {
		return false;
	}

	@Override
	public void write(EvaluationContext context, @Nullable Object target, String name, @Nullable Object newValue) {
		throw new UnsupportedOperationException("An expression can't set key '%s'".formatted(name));
	}

	@Override
	public boolean isCompilable() {
		return true;
	}

	@Override
	public Class<?> getPropertyType() {
		return this.valueType;
	}

	@Override
	public void generateCode(String propertyName, MethodVisitor methodVisitor, CodeFlow codeFlow) {
		if (codeFlow.lastDescriptor() == null) {
			codeFlow.loadTarget(methodVisitor);
		}
		CodeFlow.insertCheckCast(methodVisitor, "L" + CONTEXT);
		methodVisitor.visitLdcInsn(propertyName);
		methodVisitor.visitMethodInsn(org.springframework.asm.Opcodes.INVOKEVIRTUAL, CONTEXT, "get",
				"(Ljava/lang/String;)Ljava/lang/Object;", false);
		if (this.valueType != Object.class) {
			CodeFlow.insertCheckCast(methodVisitor, CodeFlow.toDescriptor(this.valueType));
		}
	}

}

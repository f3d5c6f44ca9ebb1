package io.logicgraph.benchmarks.service;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import com.sun.management.OperatingSystemMXBean;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A web service with the actuator that says hello, and what processor time a request
 * takes, without that of the thread that sends it. Knows nothing of the library, which is
 * on the class path or not.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@RestController
class HelloService {

	private static final int WARM_UP = 60_000;

	private static final int REQUESTS = 60_000;

	/**
	 * Tomcat closes a connection after a hundred.
	 */
	private static final int REQUESTS_BY_CONNECTION = 99;

	private static final byte[] REQUEST = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"
		.getBytes(StandardCharsets.US_ASCII);

	private static final String END = "Hello!";

	@GetMapping("/hello")
	String hello() {
		return END;
	}

	public static void main(String[] args) throws Exception {
		try (ConfigurableApplicationContext context = SpringApplication.run(HelloService.class, args)) {
			int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			send(port, WARM_UP);
			OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
			long process = system.getProcessCpuTime();
			long client = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
			send(port, REQUESTS);
			client = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - client;
			process = system.getProcessCpuTime() - process;
			System.out.println("request-cpu-nanos=" + (process - client) / REQUESTS);
		}
	}

	private static void send(int port, int count) throws IOException {
		int sent = 0;
		while (sent < count) {
			try (Socket socket = new Socket("localhost", port)) {
				socket.setTcpNoDelay(true);
				OutputStream output = socket.getOutputStream();
				InputStream input = new BufferedInputStream(socket.getInputStream());
				for (int i = 0; i < REQUESTS_BY_CONNECTION && sent < count; i++) {
					output.write(REQUEST);
					read(input);
					sent++;
				}
			}
		}
	}

	private static void read(InputStream input) throws IOException {
		StringBuilder response = new StringBuilder(256);
		while (response.length() < END.length() || response.lastIndexOf(END) != response.length() - END.length()) {
			int character = input.read();
			if (character < 0) {
				throw new IOException("The response ended early: " + response);
			}
			response.append((char) character);
		}
		if (!response.toString().startsWith("HTTP/1.1 200")) {
			throw new IOException("Unexpected response: " + response);
		}
	}

}

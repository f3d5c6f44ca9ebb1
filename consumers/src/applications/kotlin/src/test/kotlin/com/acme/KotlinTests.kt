package com.acme

import com.acme.checks.RunningService
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.springframework.boot.test.context.SpringBootTest
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment
import org.springframework.boot.test.web.server.LocalServerPort

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class KotlinTests {

	@LocalServerPort
	private var port = 0

	@Test
	fun functionIsCountedToTheByte() = RunningService(port).countsBlocks("Blocks.block")

	@Test
	fun requestIsCounted() = RunningService(port).countsRequests()

	@Test
	fun suspendingFunctionIsCountedAndNeverExact() {
		val service = RunningService(port)
		for (i in 1..3) {
			assertThat(service.get("/later")).isEqualTo("1000000")
		}
		val profile = service.row("profiles", "Blocks.later")
		assertThat(profile["count"].asInt()).isEqualTo(3)
		assertThat(profile["quality"].asString()).isEqualTo("partial")
		assertThat(profile["lastBytes"].asInt()).isPositive().isLessThan(RunningService.LARGE_BLOCK)
	}

}

package com.acme

import io.logicgraph.memory.profile.Profiled
import kotlinx.coroutines.delay
import org.springframework.boot.autoconfigure.SpringBootApplication
import org.springframework.boot.runApplication
import org.springframework.stereotype.Service
import org.springframework.web.bind.annotation.GetMapping
import org.springframework.web.bind.annotation.RestController

@SpringBootApplication
class Application

fun main(args: Array<String>) {
	runApplication<Application>(*args)
}

@Service
class Blocks {

	@Profiled
	fun block() = ByteArray(1000)

	@Profiled
	suspend fun later(): Int {
		val before = ByteArray(1_000_000)
		delay(1)
		return before.size
	}

}

@RestController
class BlockController(private val blocks: Blocks) {

	@GetMapping("/block")
	fun block() = blocks.block().size

	@GetMapping("/large")
	fun large() = ByteArray(1_000_000).size

	@GetMapping("/later")
	suspend fun later() = blocks.later()

}

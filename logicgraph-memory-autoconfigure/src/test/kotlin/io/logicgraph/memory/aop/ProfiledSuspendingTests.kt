package io.logicgraph.memory.aop

import io.logicgraph.memory.profile.ProfileSnapshot
import io.logicgraph.memory.profile.Profiled
import io.logicgraph.memory.profile.Quality
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.supervisorScope
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatIllegalStateException
import org.junit.jupiter.api.Test

/**
 * Tests for [Profiled] suspending functions.
 */
class ProfiledSuspendingTests {

	@Test
	fun callEndsWhenItsResultDoes() {
		val gate = CompletableDeferred<Int>()
		val profile = profile(gate) { result, current ->
			assertThat(current().count()).isZero()
			gate.complete(2_000_000)
			assertThat(result.await()).hasSize(2_000_000)
		}
		assertThat(profile.count()).isEqualTo(1)
		assertThat(profile.exceptions()).isEmpty()
		// Coroutines start and resume where nobody follows them.
		assertThat(profile.quality()).isEqualTo(Quality.PARTIAL)
	}

	@Test
	fun failureIsThatOfTheResult() {
		val gate = CompletableDeferred<Int>()
		val profile = profile(gate) { result, _ ->
			gate.completeExceptionally(IllegalStateException("no data"))
			assertThatIllegalStateException().isThrownBy { runBlocking { result.await() } }
		}
		assertThat(profile.count()).isEqualTo(1)
		assertThat(profile.exceptions()).containsOnlyKeys(IllegalStateException::class.java.name)
	}

	@Test
	fun cancellationEndsTheCall() {
		val profile = profile(CompletableDeferred()) { result, _ -> result.cancelAndJoin() }
		assertThat(profile.count()).isEqualTo(1)
		assertThat(profile.exceptions()).containsOnlyKeys(CancellationException::class.java.name)
	}

	private fun profile(
		gate: Deferred<Int>,
		work: suspend (Deferred<ByteArray>, () -> ProfileSnapshot) -> Unit,
	): ProfileSnapshot =
		ProfiledContexts.start(true, Loader::class.java).use { context ->
			val loader = context.getBean(Loader::class.java)
			val current = { Profiles(context).get("Loader.load") }
			runBlocking {
				supervisorScope {
					work(async(start = CoroutineStart.UNDISPATCHED) { loader.load(gate) }, current)
				}
			}
			current()
		}

	open class Loader {

		private var first: ByteArray? = null

		@Profiled
		open suspend fun load(size: Deferred<Int>): ByteArray {
			this.first = ByteArray(1_000_000)
			return ByteArray(size.await())
		}

	}

}

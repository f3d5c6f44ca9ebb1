/*
 * Checks which version of Spring Boot the applications ran with, and runs the programs without Spring, with the jars that
 * the guide names and no others.
 */

assert new File(basedir, 'build.log').text =~ /:: Spring Boot ::\s+\(v${java.util.regex.Pattern.quote(springBoot as String)}\)/

def jars = new File(basedir, 'plain/target/classpath.txt').text.split(File.pathSeparator)
def names = jars.collect { new File(it).name.replaceAll(/-\d.*/, '') } as TreeSet
assert names == ['logicgraph-memory-autoconfigure', 'commons-logging', 'jackson-annotations', 'jspecify'] as TreeSet

def run(String main, String classPath) {
	def java = new File(System.getProperty('java.home'), 'bin/java')
	def process = new ProcessBuilder(java.path, '-cp', classPath, main).redirectErrorStream(true).start()
	def output = process.inputStream.text
	assert process.waitFor() == 0: output
	output
}

def classPath = [new File(basedir, 'plain/target/classes').path, *jars].join(File.pathSeparator)
def output = run('com.acme.PlainMain', classPath)
assert output.contains('185 minutes, 1 context'): output
output = run('com.acme.KnownBytes', classPath)
assert output.trim().equalsIgnoreCase('1016 bytes, exact'): output
return true

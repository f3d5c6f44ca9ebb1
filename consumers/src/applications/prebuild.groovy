/*
 * Completes the applications with what the documentation says: the dependencies, the configuration and the code of
 * README.md, snippets of the guide, and the version of Spring Boot.
 */

def document(String name) {
	new File(documentation as String, name).getText('UTF-8')
}

def blocks(String name, String language) {
	(document(name) =~ /(?s)```$language\n(.*?)```/).collect { it[1] }
}

def block(String name, String language, String part) {
	def found = blocks(name, language).findAll { it.contains(part) }
	assert found: "$name has no block of $language with '$part'"
	found.first()
}

def write(String path, String text) {
	def file = new File(basedir, path)
	assert !file.exists(): "$file is to be made from the documentation"
	file.parentFile.mkdirs()
	file.setText(text, 'UTF-8')
}

def source(String module, String kind, String name, String part) {
	def code = block(name, 'java', part)
	def type = (code =~ /class (\w+)/)[0][1]
	write("$module/src/$kind/java/com/acme/${type}.java", "package com.acme;\n\n$code")
}

source('mvc', 'main', 'README.md', 'class PriceService')
source('mvc', 'main', 'README.md', 'class Assessor')
source('mvc', 'test', 'README.md', 'class PriceBudgetTests')
source('plain', 'main', 'docs/guide.md', 'class PlainMain')

def configuration = block('README.md', 'yaml', 'exposure')
['mvc', 'webflux', 'jpa', 'security', 'kotlin'].each {
	write("$it/src/main/resources/application.yaml", configuration)
}

def places = [
	'@springBoot@': springBoot as String,
	'<!-- README.md: the dependencies -->': block('README.md', 'xml', 'logicgraph-memory-starter'),
	'<!-- docs/testing.md: the dependency -->': block('docs/testing.md', 'xml', 'logicgraph-memory-test'),
	'<!-- docs/dependencies.md: the BOM -->': block('docs/dependencies.md', 'xml', 'logicgraph-memory-bom'),
	'// docs/across-threads.md: propagation': block('docs/across-threads.md', 'yaml', 'context-propagation: auto'),
	'// docs/guide.md: rules for endpoints': block('docs/guide.md', 'java', 'SecurityFilterChain endpoints'),
]
basedir.eachFileRecurse { file ->
	if (file.name == 'pom.xml' || file.name.endsWith('.java')) {
		def text = file.getText('UTF-8')
		file.setText(places.inject(text) { result, place, replacement -> result.replace(place, replacement) }, 'UTF-8')
	}
}
return true

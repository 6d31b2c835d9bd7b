package evalx.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import evalx.config.Settings;
import evalx.files.NoFiles;
import evalx.format.FieldError;
import evalx.format.InvalidSubmission;
import evalx.format.NotJson;
import evalx.format.SubmissionReader;
import evalx.format.UnknownMembers;
import evalx.language.Languages;
import evalx.submission.BoxLimits;
import evalx.submission.Caller;
import evalx.submission.Checker;
import evalx.submission.Encoding;
import evalx.submission.FileNames;
import evalx.submission.Limits;
import evalx.submission.Submission;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmissionRulesTest {
  private static final Caller CALLER = Caller.anonymous("127.0.0.1");

  private final SubmissionRules rules =
      new SubmissionRules(
          new Languages(),
          NoFiles.store(),
          Settings.of(Map.of("MAX_TEST_CASES", "3", "MAX_BODY_BYTES", "4096")::get));

  private Submission read(String json) {
    return read(json.getBytes(StandardCharsets.UTF_8), UnknownMembers.REFUSE);
  }

  private Submission read(byte[] json, UnknownMembers unknown) {
    return rules.check(SubmissionReader.read(json, unknown), CALLER);
  }

  private static final String FILE = "a".repeat(64);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'test_cases': [{'stdin_file': 'FILE'}] | test_cases[0].stdin_file",
        "'test_cases': [{'expected_output_file': 'FILE'}] | test_cases[0].expected_output_file",
        "'checker': {'type': 'custom', 'program': {'language': 'c', 'files': [{'name': 'a.c',"
            + " 'content': ''}, {'name': 'a.h', 'file': 'FILE'}]}} | checker.program.files[1].file",
        "'test_cases': [{'stdin_file': 'abc'}] | test_cases[0].stdin_file",
        "'test_cases': [{'stdin': '', 'stdin_file': 'FILE'}] | test_cases[0].stdin_file",
        "'output_limit': '65m' | output_limit",
        "'process_limit': 0 | process_limit",
        "'process_limit': 4097 | process_limit",
        "'process_limit': '8' | process_limit",
        "'disk_limit': '3k' | disk_limit",
        "'disk_limit': '65m' | disk_limit",
        "'stack_limit': '63k' | stack_limit",
        "'stack_limit': '2g' | stack_limit",
        "'compile': {'stack_limit': '8m'} | compile.stack_limit",
        "'compile': {'output_limit': '1m'} | compile.output_limit",
        "'checker': {'type': 'custom', 'output_limit': '1m', 'program': {'language': 'c', 'code':"
            + " ''}} | checker.output_limit",
        "'output_files': ['a', 'b/../*'] | output_files[1]",
        "'output_files': [''] | output_files[0]",
        "'output_files': ['/a'] | output_files[0]",
        "'main_class': 'Main' | main_class",
        "'input_file_name': 'a/b.txt' | input_file_name",
        "'input_file_name': '..' | input_file_name",
        "'input_file_name': 'main.c' | input_file_name",
        "'files': [{'name': 'a/b/c.txt', 'role': 'data', 'content': ''}], 'output_file_name': 'a'"
            + " | output_file_name",
        "'output_file_name': '' | output_file_name",
        "'input_file_name': 'a', 'output_file_name': 'a' | output_file_name",
        "'input_file_name': 'a', 'test_cases': [{'output_file_name': 'a'}] |"
            + " test_cases[0].output_file_name",
        "'test_cases': [{'output_file_name': 'main.c'}] | test_cases[0].output_file_name",
        "'input_file_name': 'a', 'checker': {'type': 'interactive', 'program': {'language': 'c',"
            + " 'code': ''}} | input_file_name",
      })
  void whatCannotBeUsedIsNamed(String member, String field) {
    var json = "{'language': 'c', 'code': '', %s}".formatted(member);
    var text = json.replace('\'', '"').replace("FILE", FILE);
    assertThat(catchThrowableOfType(InvalidSubmission.class, () -> read(text)).errors())
        .extracting(FieldError::field)
        .contains(field);
  }

  @Test
  void namesOfOutputFilesAreThoseOfFilesWithStars() {
    var names = List.of("größe.txt", "my report (1).txt", "数/*.😀", "a".repeat(200), "?;-*");
    var text = "{'language': 'c', 'code': '', 'output_files': ['%s']}";
    var submission = read(text.formatted(String.join("', '", names)).replace('\'', '"'));
    assertThat(submission.handling().outputFiles()).isEqualTo(names);
  }

  /** A program has them in another order: stubs, sources, headers, data. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\"',
      value = {
        "'code': '', 'files': [{'name': 'd.txt', 'role': 'data', 'file': 'FILE'}] | files[0].file",
        "'files': [{'name': 'd.txt', 'role': 'data', 'content': ''}, {'name': 'b.c', 'content':"
            + " ''}, {'name': 'a.h', 'role': 'header', 'file': 'FILE'}] | files[2].file",
        "'files': [{'name': 'a.c', 'content': ''}, {'name': 's.c', 'role': 'stub', 'file':"
            + " 'FILE'}] | files[1].file",
        "'code': '', 'checker': {'type': 'custom', 'program': {'language': 'c', 'files':"
            + " [{'name': 'a.h', 'role': 'header', 'file': 'FILE'}, {'name': 'a.c', 'content':"
            + " ''}]}} | checker.program.files[0].file",
      })
  void aFileIsNamedByItsPlaceInTheRequest(String members, String field) {
    var json = "{'language': 'c', %s}".formatted(members);
    var text = json.replace('\'', '"').replace("FILE", FILE);
    assertThat(catchThrowableOfType(InvalidSubmission.class, () -> read(text)).errors())
        .extracting(FieldError::field)
        .containsExactly(field);
  }

  @Test
  void filesOfTheStoreAreBesideAMainFile() {
    var text =
        "{'language': 'c', 'files': [{'name': 'a.c', 'file': 'FILE'}]}"
            .replace('\'', '"')
            .replace("FILE", FILE);
    assertThat(catchThrowableOfType(InvalidSubmission.class, () -> read(text)).errors())
        .extracting(FieldError::message)
        .anySatisfy(message -> assertThat(message).contains("main file"));
  }

  @ParameterizedTest
  @CsvSource({
    "Main, true",
    "a.b.Outer$Inner, true",
    "größe.Klasse2, true",
    "_1, true",
    "'', false",
    "-jar, false",
    "@file, false",
    "a..b, false",
    "a.2, false",
    "a b, false",
    "a/b, false",
  })
  void aMainClassHasANameOfJava(String name, boolean isOne) {
    var json = "{\"language\": \"java\", \"code\": \"\", \"main_class\": \"%s\"}".formatted(name);
    if (isOne) {
      assertThat(read(json).source().stages().mainClass()).contains(name);
    } else {
      assertThat(catchThrowableOfType(InvalidSubmission.class, () -> read(json)).errors())
          .extracting(FieldError::field)
          .containsExactly("main_class");
    }
  }

  @Test
  void aTestCaseHasItsOwnFileNamesOrThoseOfTheSubmission() {
    var submission =
        read(
            """
            {"language": "c", "code": "", "input_file_name": "in", "output_file_name": "out",
             "test_cases": [{}, {"input_file_name": "b.in"}]}
            """);

    assertThat(submission.testCases())
        .extracting(submission::fileNames)
        .containsExactly(
            new FileNames(Optional.of("in"), Optional.of("out")),
            new FileNames(Optional.of("b.in"), Optional.of("out")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bash   | echo a\\r\\necho b\\r\\n | echo a\\necho b\\n",
        "bash   | echo a\\r\\necho b         | echo a\\necho b",
        "bash   | echo a\\r\\necho b\\n      | echo a\\r\\necho b\\n",
        "bash   | echo \\r a\\r\\n           | echo \\r a\\n",
        "python | print(1)\\r\\n             | print(1)\\r\\n"
      })
  void linesOfWindowsAreThoseOfUnixWhereAnInterpreterNeedsThem(
      String language, String code, String expected) {
    var submission = read("{\"language\": \"%s\", \"code\": \"%s\"}".formatted(language, code));

    assertThat(submission.source().files().get(0).content())
        .asString()
        .isEqualTo(expected.translateEscapes());
  }

  @Test
  void aByteOrderMarkIsNoPartOfASource() {
    var submission =
        read(
            """
            {"language": "java", "files": [
              {"name": "A.java", "content": "\ufeffclass A {}"},
              {"name": "data.txt", "content": "\ufeffx"}]}
            """);

    assertThat(submission.source().files())
        .extracting(file -> new String(file.content(), StandardCharsets.UTF_8))
        .containsExactly("class A {}", "\ufeffx");
  }

  @Test
  void languageAndCodeAreEnough() {
    var submission = read("{\"language\": \"c++\", \"code\": \"int main() {}\"}");

    assertThat(submission.language()).isEqualTo("cpp");
    assertThat(submission.source().files()).hasSize(1);
    assertThat(submission.source().files().get(0).name()).isEqualTo("main.cpp");
    assertThat(submission.source().files().get(0).content()).asString().isEqualTo("int main() {}");
    assertThat(submission.limits())
        .isEqualTo(new Limits(Duration.ofSeconds(10), Duration.ofSeconds(21), 256L << 20));
    assertThat(submission.testCases()).hasSize(1);
    assertThat(submission.testCases().get(0).stdin()).isEmpty();
    assertThat(submission.testCases().get(0).expectedOutput()).isEmpty();
    assertThat(submission.judging().checker()).isEqualTo(new Checker.Lines());
    assertThat(submission.handling().priority()).isEqualTo(5);
  }

  @Test
  void everyMemberIsRead() {
    var submission =
        read(
            """
            {"language": "cpp", "version": "12", "encoding": "base64",
             "files": [{"name": "a.cpp", "content": "x", "encoding": "utf8"},
                       {"name": "b.h", "content": "eQ==", "encoding": "base64"}],
             "test_cases": [{"stdin": "MQ==", "expected_output": "Mg==", "args": ["-v", "é"]}],
             "timeout": 0.25, "wall_timeout": 3, "memory": "64m", "compiler_options": ["-O3"],
             "checker": {"type": "float", "tolerance": 0.01}, "stop_on_failure": true,
             "priority": 1, "webhook_url": null, "cache": true}
            """);

    assertThat(submission.source().version()).contains("12");
    assertThat(submission.handling().encoding()).isEqualTo(Encoding.BASE64);
    assertThat(submission.source().files()).extracting("name").containsExactly("a.cpp", "b.h");
    assertThat(submission.source().files().get(1).content()).asString().isEqualTo("y");
    var testCase = submission.testCases().get(0);
    assertThat(testCase.stdin()).asString().isEqualTo("1");
    assertThat(testCase.expectedOutput().orElseThrow()).asString().isEqualTo("2");
    assertThat(testCase.args()).containsExactly("-v", "é");
    assertThat(submission.limits())
        .isEqualTo(new Limits(Duration.ofMillis(250), Duration.ofSeconds(3), 64L << 20));
    assertThat(submission.source().compilerOptions()).containsExactly("-O3");
    assertThat(submission.judging().checker())
        .isEqualTo(
            new Checker.Tokens(false, Optional.of(new Checker.Tokens.Tolerance(0.01, 0.01))));
    assertThat(submission.judging().stopOnFailure()).isTrue();
    assertThat(submission.handling().priority()).isEqualTo(1);
  }

  @Test
  void limitsOfTheBoxAreThoseOfEachTestCase() {
    var submission =
        read(
            """
            {"language": "c", "code": "x", "test_cases": [{"memory": "32m"}],
             "process_limit": 1, "disk_limit": "4k", "stack_limit": "1g"}
            """);
    var box = new BoxLimits(Optional.of(1), Optional.of(4096L), Optional.of(1L << 30));

    assertThat(submission.limits().box()).isEqualTo(box);
    assertThat(submission.limits(submission.testCases().get(0)).box()).isEqualTo(box);
    assertThat(read("{\"language\": \"c\", \"code\": \"x\"}").limits().box())
        .isEqualTo(BoxLimits.NODE);
  }

  @Test
  void dataIsNeitherCompiledNorChanged() {
    var submission =
        read(
            """
            {"language": "python",
             "files": [{"name": "a.py", "content": "\\ufeffx", "role": "data"},
                       {"name": "b.py", "content": "\\ufeffx"}]}
            """);

    assertThat(submission.source().files())
        .extracting(file -> file.name() + " " + file.isData() + " " + file.content().length)
        .containsExactly("b.py false 1", "a.py true 4");
  }

  @Test
  void aStubIsTheMainFileWhereverItStands() {
    var submission =
        read(
            """
            {"language": "c", "code": "x",
             "files": [{"name": "a.h", "content": "", "role": "header"},
                       {"name": "grader.c", "content": "", "role": "stub"}]}
            """);

    assertThat(submission.source().files())
        .extracting("name")
        .containsExactly("grader.c", "main.c", "a.h");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "language             | []",
        "language             | {\"code\": \"x\"}",
        "language             | {\"language\": \"cobalt\", \"code\": \"x\"}",
        "language             | {\"language\": 7, \"code\": \"x\"}",
        "code                 | {\"language\": \"c\"}",
        "code                 | {\"language\": \"c\", \"code\": null}",
        "code                 | {\"language\": \"c\", \"code\": [\"x\"]}",
        "code                 | {\"language\": \"c\", \"code\": \"x\", \"files\": []}",
        "code                 | {\"language\": \"c\", \"code\": \"\\ud800\"}",
        "code                 | {\"language\": \"c\", \"code\": \"!\", \"encoding\": \"base64\"}",
        "files                | {\"language\": \"c\", \"files\": []}",
        "files[0].role        | {\"language\": \"c\", \"files\": [{\"name\": \"a.c\", \"content\":"
            + " \"\", \"role\": \"x\"}]}",
        "files                | {\"language\": \"c\", \"files\": [{\"name\": \"a.h\", \"content\":"
            + " \"\", \"role\": \"header\"}]}",
        "files                | {\"language\": \"c\", \"files\": [{\"name\": \"a.c\", \"content\":"
            + " \"\", \"role\": \"data\"}]}",
        "files                | {\"language\": \"c\", \"code\": \"x\", \"files\": [{\"name\":"
            + " \"a.c\", \"content\": \"\", \"role\": \"stub\"}, {\"name\": \"b.c\", \"content\":"
            + " \"\", \"role\": \"stub\"}]}",
        "files[0].name        | {\"language\": \"c\", \"code\": \"x\", \"files\": [{\"name\":"
            + " \"main.c\", \"content\": \"\", \"role\": \"stub\"}]}",
        "code                 | {\"language\": \"c\", \"code\": \"x\", \"files\": [{\"name\":"
            + " \"a.c\", \"content\": \"\"}]}",
        "files[0].name        | {\"language\": \"c\", \"files\": [{\"name\": \"../x\", \"content\":"
            + " \"\"}]}",
        "files[0].name        | {\"language\": \"c\", \"files\": [{\"name\": \"/etc/x\","
            + " \"content\": \"x\"}]}",
        "files[0].name        | {\"language\": \"c\", \"files\": [{\"name\": \"a//b\", \"content\":"
            + " \"x\"}]}",
        "files[0].name        | {\"language\": \"c\", \"files\": [{\"name\": \"a/./b\","
            + " \"content\": \"x\"}]}",
        "files[0].name        | {\"language\": \"c\", \"files\": [{\"name\": \"a/../../b\","
            + " \"content\": \"x\"}]}",
        "files[0].name        | {\"language\": \"c\", \"files\": [{\"name\": \"a\\u0000b\","
            + " \"content\": \"x\"}]}",
        "files[0].name        | {\"language\": \"c\", \"files\": [{\"name\": \"\\ud800\","
            + " \"content\": \"x\"}]}",
        "files[1].name        | {\"language\": \"c\", \"files\": [{\"name\": \"a\", \"content\":"
            + " \"\"}, {\"name\": \"a/b\", \"content\": \"\"}]}",
        "files[0].name        | {\"language\": \"c\", \"files\": [{\"content\": \"\"}]}",
        "files[0].content     | {\"language\": \"c\", \"files\": [{\"name\": \"a.c\"}]}",
        "encoding             | {\"language\": \"c\", \"code\": \"x\", \"encoding\": \"UTF-16\"}",
        "test_cases           | {\"language\": \"c\", \"code\": \"x\", \"test_cases\": {}}",
        "test_cases           | {\"language\": \"c\", \"code\": \"x\", \"test_cases\": [{}, {}, {},"
            + " {}]}",
        "test_cases[0]        | {\"language\": \"c\", \"code\": \"x\", \"test_cases\": [7]}",
        "test_cases[0].input  | {\"language\": \"c\", \"code\": \"x\", \"test_cases\": [{\"input\":"
            + " \"\"}]}",
        "test_cases[1].stdin  | {\"language\": \"c\", \"code\": \"x\", \"test_cases\": [{},"
            + " {\"stdin\": 1}]}",
        "test_cases[0].args[0]| {\"language\": \"c\", \"code\": \"x\", \"test_cases\": [{\"args\":"
            + " [\"\\u0000\"]}]}",
        "timeout              | {\"language\": \"c\", \"code\": \"x\", \"timeout\": 0}",
        "timeout              | {\"language\": \"c\", \"code\": \"x\", \"timeout\": 61}",
        "timeout              | {\"language\": \"c\", \"code\": \"x\", \"timeout\": \"2\"}",
        "timeout              | {\"language\": \"c\", \"code\": \"x\", \"timeout\": 1e999}",
        "wall_timeout         | {\"language\": \"c\", \"code\": \"x\", \"wall_timeout\": -1}",
        "memory               | {\"language\": \"c\", \"code\": \"x\", \"memory\": \"15m\"}",
        "memory               | {\"language\": \"c\", \"code\": \"x\", \"memory\": \"2g\"}",
        "memory               | {\"language\": \"c\", \"code\": \"x\", \"memory\": \"lots\"}",
        "memory               | {\"language\": \"java\", \"code\": \"x\", \"memory\": \"16m\"}",
        "compiler_options[0]  | {\"language\": \"c\", \"code\": \"x\", \"compiler_options\":"
            + " [\"/etc/passwd\"]}",
        "checker.type         | {\"language\": \"c\", \"code\": \"x\", \"checker\": {\"type\":"
            + " \"magic\"}}",
        "checker.program      | {\"language\": \"c\", \"code\": \"x\", \"checker\": {\"type\":"
            + " \"custom\"}}",
        "checker.program.language | {\"language\": \"c\", \"code\": \"x\", \"checker\": {\"type\":"
            + " \"custom\", \"program\": {\"code\": \"\"}}}",
        "checker.program.code | {\"language\": \"c\", \"code\": \"x\", \"checker\": {\"type\":"
            + " \"custom\", \"program\": {\"language\": \"c\"}}}",
        "checker.program.files[0].name | {\"language\": \"c\", \"code\": \"x\", \"checker\":"
            + " {\"type\": \"custom\", \"program\": {\"language\": \"c\", \"files\": [{\"name\":"
            + " \"/\", \"content\": \"\"}]}}}",
        "checker.interface    | {\"language\": \"c\", \"code\": \"x\", \"checker\": {\"type\":"
            + " \"custom\", \"interface\": \"x\", \"program\": {\"language\": \"c\", \"code\":"
            + " \"\"}}}",
        "checker.timeout      | {\"language\": \"c\", \"code\": \"x\", \"checker\": {\"type\":"
            + " \"custom\", \"timeout\": 61, \"program\": {\"language\": \"c\", \"code\": \"\"}}}",
        "checker.program      | {\"language\": \"c\", \"code\": \"x\", \"checker\": {\"type\":"
            + " \"lines\", \"program\": {\"language\": \"c\", \"code\": \"\"}}}",
        "checker.ignore_case  | {\"language\": \"c\", \"code\": \"x\", \"checker\": {\"type\":"
            + " \"unordered\", \"ignore_case\": true}}",
        "checker.tolerance    | {\"language\": \"c\", \"code\": \"x\", \"checker\": {\"type\":"
            + " \"float\", \"tolerance\": 0.1, \"absolute_tolerance\": 0.1}}",
        "checker.relative_tolerance | {\"language\": \"c\", \"code\": \"x\", \"checker\":"
            + " {\"type\": \"tokens\", \"relative_tolerance\": 2}}",
        "test_cases[0].timeout | {\"language\": \"c\", \"code\": \"x\", \"test_cases\":"
            + " [{\"timeout\": 0}]}",
        "test_cases[0].memory | {\"language\": \"c\", \"code\": \"x\", \"test_cases\":"
            + " [{\"memory\": \"2g\"}]}",
        "test_cases[0].runs   | {\"language\": \"c\", \"code\": \"x\", \"test_cases\": [{\"runs\":"
            + " 0}]}",
        "test_cases[0].runs   | {\"language\": \"c\", \"code\": \"x\", \"test_cases\": [{\"runs\":"
            + " 21}]}",
        "test_cases[0].points | {\"language\": \"c\", \"code\": \"x\", \"test_cases\":"
            + " [{\"points\": -1}]}",
        "test_cases[0].group  | {\"language\": \"c\", \"code\": \"x\", \"test_cases\": [{\"group\":"
            + " \"a\"}]}",
        "groups[0].name       | {\"language\": \"c\", \"code\": \"x\", \"groups\": [{\"name\":"
            + " \"a\"}]}",
        "groups[1].name       | {\"language\": \"c\", \"code\": \"x\", \"test_cases\": [{\"group\":"
            + " \"a\"}], \"groups\": [{\"name\": \"a\"}, {\"name\": \"a\"}]}",
        "groups[0].score      | {\"language\": \"c\", \"code\": \"x\", \"test_cases\": [{\"group\":"
            + " \"a\"}], \"groups\": [{\"name\": \"a\", \"score\": \"best\"}]}",
        "groups[0].points     | {\"language\": \"c\", \"code\": \"x\", \"test_cases\": [{\"group\":"
            + " \"a\"}], \"groups\": [{\"name\": \"a\", \"points\": 1e9}]}",
        "stage                | {\"language\": \"c\", \"code\": \"x\", \"stage\": \"link\"}",
        "test_cases           | {\"language\": \"c\", \"code\": \"x\", \"stage\": \"compile\","
            + " \"test_cases\": [{}]}",
        "env                  | {\"language\": \"c\", \"code\": \"x\", \"env\": {\"A=B\": \"\"}}",
        "env.A                | {\"language\": \"c\", \"code\": \"x\", \"env\": {\"A\": 1}}",
        "env.B                | {\"language\": \"c\", \"code\": \"x\", \"env\": {\"B\":"
            + " \"\\u0000\"}}",
        "compile.timeout      | {\"language\": \"c\", \"code\": \"x\", \"compile\": {\"timeout\":"
            + " 31}}",
        "compile.memory       | {\"language\": \"c\", \"code\": \"x\", \"compile\": {\"memory\":"
            + " \"63m\"}}",
        "checker              | {\"language\": \"c\", \"code\": \"x\", \"checker\": \"lines\"}",
        "checker.tolerance    | {\"language\": \"c\", \"code\": \"x\", \"checker\": {\"type\":"
            + " \"exact\", \"tolerance\": 1}}",
        "stop_on_failure      | {\"language\": \"c\", \"code\": \"x\", \"stop_on_failure\": 1}",
        "priority             | {\"language\": \"c\", \"code\": \"x\", \"priority\": 0}",
        "priority             | {\"language\": \"c\", \"code\": \"x\", \"priority\": 2.5}",
        "priority             | {\"language\": \"c\", \"code\": \"x\", \"priority\": 4294967297}",
        "webhook_url          | {\"language\": \"c\", \"code\": \"x\", \"webhook_url\":"
            + " \"http://a\"}",
        "cache                | {\"language\": \"c\", \"code\": \"x\", \"cache\": \"no\"}",
        "timeuot              | {\"language\": \"c\", \"code\": \"x\", \"timeuot\": 1}",
        "version              | {\"language\": \"c\", \"code\": \"x\", \"version\": \"; rm\"}",
      })
  void wrongMembersAreNamed(String field, String json) {
    var refusal = catchThrowableOfType(InvalidSubmission.class, () -> read(json));

    assertThat(refusal).isNotNull();
    assertThat(refusal.errors()).extracting(FieldError::field).contains(field);
  }

  @Test
  void filesAndTestCasesInheritTheEncoding() {
    var submission =
        read(
            """
            {"language": "c", "encoding": "base64",
             "files": [{"name": "a.c", "content": "eA=="},
                       {"name": "b.h", "content": "y", "encoding": "utf8"}],
             "test_cases": [{"stdin": "MQ=="},
                            {"stdin": "1", "expected_output": "2", "encoding": "utf8"}]}
            """);

    assertThat(submission.source().files())
        .extracting(file -> new String(file.content(), StandardCharsets.UTF_8))
        .containsExactly("x", "y");
    assertThat(submission.testCases())
        .extracting(testCase -> new String(testCase.stdin(), StandardCharsets.UTF_8))
        .containsExactly("1", "1");
  }

  @Test
  void base64MayHaveLineBreaks() {
    var submission =
        read("{\"language\": \"c\", \"encoding\": \"base64\", \"code\": \"eH\\r\\nl6\\n\"}");

    assertThat(submission.source().files().get(0).content()).asString().isEqualTo("xyz");
  }

  @Test
  void whatMeansNothingIsNamedInAWarning() {
    var options =
        read("{\"language\": \"python\", \"code\": \"x\", \"compiler_options\": [\"-O2\"]}");
    var checker =
        read("{\"language\": \"c\", \"code\": \"x\", \"checker\": {\"type\": \"exact\"}}");

    assertThat(options.source().compilerOptions()).isEmpty();
    assertThat(options.warnings()).singleElement().asString().startsWith("compiler_options");
    assertThat(checker.warnings()).singleElement().asString().startsWith("checker");
    assertThat(read("{\"language\": \"python\", \"code\": \"x\"}").warnings()).isEmpty();
  }

  @Test
  void oneErrorIsNamedForEachMember() {
    var refusal =
        catchThrowableOfType(
            InvalidSubmission.class,
            () ->
                read(
                    "{\"language\": 7, \"code\": 1, \"files\": {}, \"timeout\": \"x\","
                        + " \"wall_timeout\": 500, \"priority\": 11, \"colour\": 1}"));

    assertThat(refusal.errors())
        .extracting(FieldError::field)
        .containsExactlyInAnyOrder(
            "language", "code", "files", "timeout", "wall_timeout", "priority", "colour");
  }

  @Test
  void aCallerWhoMayNotSubmitIsRefused() {
    var reader = new Caller(Optional.empty(), "127.0.0.1", Set.of(Caller.Scope.READ));
    var json = "{\"language\": \"c\", \"code\": \"\"}".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(
            () -> rules.check(SubmissionReader.read(json, UnknownMembers.REFUSE), reader))
        .isInstanceOf(NotAllowed.class);
  }

  @Test
  void wordsOfManyBytesAreRefusedThoughTheirCharactersAreFew() {
    var args = String.join(",", Collections.nCopies(32, "\"" + "€".repeat(1000) + "\""));
    var json =
        "{\"language\": \"c\", \"code\": \"x\", \"test_cases\": [{\"args\": [" + args + "]}]}";

    var refusal =
        catchThrowableOfType(
            InvalidSubmission.class,
            () ->
                new SubmissionRules(new Languages(), NoFiles.store(), Settings.of(name -> null))
                    .check(
                        SubmissionReader.read(
                            json.getBytes(StandardCharsets.UTF_8), UnknownMembers.REFUSE),
                        CALLER));

    assertThat(refusal.errors())
        .extracting(FieldError::field)
        .containsExactly("test_cases[0].args");
  }

  @Test
  void allErrorsAreNamedAtOnce() {
    var refusal =
        catchThrowableOfType(
            InvalidSubmission.class,
            () -> read("{\"language\": \"c\", \"code\": 1, \"timeout\": 0, \"memory\": 5}"));

    assertThat(refusal.errors())
        .extracting(FieldError::field)
        .containsExactlyInAnyOrder("code", "timeout", "memory");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "nul",
        "{\"language\": \"c\",}",
        "{'language': 'c'}",
        "{\"language\": \"c\", \"language\": \"c\", \"code\": \"x\"}",
        "{\"language\": \"c\", \"code\": \"x\"} {}",
        "{\"language\": \"c\", \"code\": NaN}",
        "[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]",
        "{\"timeout\": 1111111111111111111111111111111111111111111111111111111111111111111111}"
      })
  void textThatIsNotJsonIsRefused(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(NotJson.class);
  }

  @Test
  void otherEncodingsOfTextAreRefused() {
    var latin = "{\"language\": \"c\", \"code\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1);
    var wide = "{\"language\": \"c\", \"code\": \"x\"}".getBytes(StandardCharsets.UTF_16);

    for (var body : List.of(latin, wide)) {
      assertThatThrownBy(() -> read(body, UnknownMembers.REFUSE)).isInstanceOf(NotJson.class);
    }
  }

  @Test
  void aBodyOverTheLimitIsRefused() {
    var code = "x".repeat(5000);

    assertThatThrownBy(() -> read("{\"language\": \"c\", \"code\": \"" + code + "\"}"))
        .isInstanceOf(InvalidSubmission.class)
        .hasMessageContaining("4096");
  }

  @Test
  void anUnknownMemberOfANewerProducerIsOnlyWarnedAbout() {
    var json = "{\"language\": \"c\", \"code\": \"x\", \"colour\": \"red\"}";

    var submission = read(json.getBytes(StandardCharsets.UTF_8), UnknownMembers.WARN);

    assertThat(submission.warnings()).containsExactly("unknown member ignored: colour");
  }
}

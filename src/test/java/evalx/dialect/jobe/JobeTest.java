package evalx.dialect.jobe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.format.Json;
import evalx.language.Languages;
import evalx.node.Offer;
import evalx.submission.BoxLimits;
import evalx.submission.CaseResult;
import evalx.submission.Exit;
import evalx.submission.FileId;
import evalx.submission.Output;
import evalx.submission.Result;
import evalx.submission.SampleResults;
import evalx.submission.SourceFile;
import evalx.submission.SubmissionId;
import evalx.submission.Usage;
import evalx.submission.Verdict;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobeTest {
  private static final SubmissionId TOKEN = SampleResults.TOKEN;
  private static final FileId FILE = new FileId("ab".repeat(32));
  private static final KnownLanguages LANGUAGES =
      new KnownLanguages(
          new Languages(),
          () ->
              new Offer(
                  1,
                  Map.of(
                      "python", List.of("3.9.1", "3.11.2"),
                      "c", List.of("12.2.0"),
                      "java", List.of("17.0.15"),
                      "javascript", List.of("18.19.0"),
                      "bash", List.of("5.2.15")),
                  Map.of(),
                  Map.of(),
                  Map.of(),
                  Set.of()));

  private static JsonNode json(String text) {
    return Json.parse(text.replace('\'', '"').getBytes(UTF_8));
  }

  private static RunSpec read(String spec) {
    return RunSpec.read(
        json("{'run_spec':" + spec + "}"),
        LANGUAGES,
        id -> id.equals("known678") ? Optional.of(FILE) : Optional.empty());
  }

  @Test
  void languagesHaveJobesNamesAndTheirNewestVersions() {
    assertThat(LANGUAGES.list())
        .containsExactlyInAnyOrderElementsOf(
            json(
                "[['python3','3.11.2'],['c','12.2.0'],['java','17.0.15'],"
                    + "['nodejs','18.19.0'],['bash','5.2.15']]"));
    assertThat(LANGUAGES.find("Python3").orElseThrow().language().id()).isEqualTo("python");
    assertThat(LANGUAGES.find("python")).isEmpty();
    assertThat(LANGUAGES.find("pascal")).isEmpty();
  }

  @Test
  void whatTheRequestDoesNotSayIsAsInJobe() {
    var spec = read("{'language_id':'c','sourcecode':'x'}");

    var program = spec.program();
    assertThat(program.choice().language()).isEqualTo("c");
    assertThat(program.files()).extracting(SourceFile::name).containsExactly("prog.c");
    assertThat(program.compilerOptions()).containsExactly("-O0", "-Wall", "-Werror", "-std=c99");
    assertThat(program.limits().cpu()).contains(Duration.ofSeconds(5));
    assertThat(program.limits().wall()).contains(Duration.ofSeconds(10));
    assertThat(program.limits().memory()).contains(400L << 20);
    assertThat(program.limits().box()).isEqualTo(BoxLimits.NODE);
    assertThat(spec.maxOutput()).isBetween(2_000_000, 2_001_024);
    assertThat(program.request().handling().keepOutput()).contains(true);
    assertThat(spec.maxWait()).isEqualTo(Duration.ofSeconds(50));
  }

  @Test
  void parametersAreTaken() {
    var spec =
        read(
            "{'language_id':'c','sourcecode':'x','sourcefilename':'test.c','input':'in',"
                + "'file_list':[['known678','data.txt'],['known678','more.h',true]],"
                + "'parameters':{'cputime':'0.5','memorylimit':20,'streamsize':100,"
                + "'compileargs':['-x c','-Wextra'],'linkargs':['-lm'],"
                + "'runargs':['one \\\"two three\\\"','four'],'numprocs':3,'disklimit':5}}");

    var program = spec.program();
    assertThat(program.files())
        .extracting(file -> file.name() + " " + file.isData())
        .containsExactly("test.c false", "data.txt true", "more.h true");
    assertThat(program.files().get(1).file()).contains(FILE);
    assertThat(program.request().program().files().orElseThrow().get(2).file()).contains(FILE);
    assertThat(program.compilerOptions()).containsExactly("-O0", "-x", "c", "-Wextra", "-lm");
    assertThat(program.limits().cpu()).contains(Duration.ofMillis(500));
    assertThat(program.limits().memory()).contains(20L << 20);
    assertThat(program.limits().box())
        .isEqualTo(new BoxLimits(Optional.of(3), Optional.of(5_000_000L), Optional.empty()));
    assertThat(spec.maxOutput()).isBetween(4_000_000, 4_001_024);
    var run = program.runs().testCases().get(0);
    assertThat(run.stdin()).asString(UTF_8).isEqualTo("in");
    assertThat(run.args()).containsExactly("one", "two three", "four");
  }

  @Test
  void numbersThatAreNoneAreTheDefaultAndMemoryHasBounds() {
    var python =
        read(
            "{'language_id':'python3','sourcecode':'x','sourcefilename':'__tester__.python3',"
                + "'parameters':{'cputime':'; rm','memorylimit':200000}}");
    assertThat(python.program().limits().cpu()).contains(Duration.ofSeconds(5));
    assertThat(python.program().limits().memory()).contains(1L << 30);
    assertThat(python.program().files()).extracting(SourceFile::name).containsExactly("prog.py");
    assertThat(
            read("{'language_id':'c','sourcecode':'x','parameters':{'memorylimit':0}}")
                .program()
                .limits()
                .memory())
        .contains(1L << 30);
  }

  @Test
  void aJavaProgramHasTheNameOfItsClassAndItsOwnMemory() {
    var java =
        read(
            "{'language_id':'java','sourcecode':'public class Test { public static void"
                + " main(String[] a) {} }','sourcefilename':'prog.java',"
                + "'parameters':{'memorylimit':1,'numprocs':1,'main_class':'Other',"
                + "'interpreterargs':['-Xss8m','-Xmx1g']}}");
    assertThat(java.program().limits().box()).isEqualTo(BoxLimits.NODE);
    assertThat(java.program().runs().start().mainClass()).contains("Other");
    assertThat(java.program().files()).extracting(SourceFile::name).containsExactly("Test.java");
    assertThat(java.program().limits().memory()).isEmpty();
    assertThat(java.program().compilerOptions()).containsExactly("-Xss8m");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "python3|-BE|{}",
        "python3|-Wignore -W error::X -u|{PYTHONUNBUFFERED=1, PYTHONWARNINGS=ignore,error::X}",
        "python3|-X utf8=0 -Xdev -Xfaulthandler|{PYTHONDEVMODE=1, PYTHONFAULTHANDLER=1, PYTHONUTF8=0}",
        "python3|- -W|{PYTHONWARNINGS=}",
        "nodejs|--use_strict|{}",
        "nodejs|--use-strict --stack-trace-limit=1|{NODE_OPTIONS=--stack-trace-limit=1}",
        "c|-W|{}"
      })
  void optionsOfAnInterpreterAreItsVariables(String language, String options, String variables) {
    var spec =
        read(
            "{'language_id':'%s','sourcecode':'x','parameters':{'main_class':'X','interpreterargs':['%s']}}"
                .formatted(language, options));
    var start = spec.program().runs().start();
    assertThat(new TreeMap<>(start.environment())).hasToString(variables);
    assertThat(start.mainClass()).isEmpty();
    assertThat(spec.program().request().program().stages().environment())
        .isEqualTo(start.environment());
  }

  @Test
  void javaScriptIsStrict() {
    var source = read("{'language_id':'nodejs','sourcecode':'s = 1'}").program().files().get(0);
    assertThat(source.content()).asString(UTF_8).isEqualTo("'use strict';s = 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'language_id':'c'}|400|run_spec is missing the required attribute 'sourcecode'",
        "{'sourcecode':'x'}|400|run_spec is missing the required attribute 'language_id'",
        "{'sourcecode':'x','language_id':'klingon'}|400|Language 'klingon' is not known",
        "{'sourcecode':'x','language_id':'c','parameters':{'cputime':61}}|400|cputime exceeds"
            + " maximum allowed on this Jobe server (60 secs)",
        "{'sourcecode':'x','language_id':'c','sourcefilename':'../x.c'}|400|The sourcefilename for"
            + " the run_spec is illegal",
        "{'sourcecode':'x','language_id':'c','sourcefilename':'.x.c'}|400|The sourcefilename for"
            + " the run_spec is illegal",
        "{'sourcecode':'x','language_id':'c','file_list':[['unknown1','a']]}|404|One or more of the"
            + " specified files is missing/unavailable",
        "{'sourcecode':'x','language_id':'c','file_list':[['known','a']]}|400|Invalid file"
            + " specifier: [\"known\",\"a\"]",
        "{'sourcecode':'x','language_id':'c','file_list':[['known678','a/b']]}|400|Invalid file"
            + " specifier: [\"known678\",\"a/b\"]",
        "[]|400|No run_spec attribute found in post data"
      })
  void whatIsWrongIsToldInJobesWords(String spec, int status, String sentence) {
    assertThatThrownBy(() -> read(spec))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.answer().status()).isEqualTo(status);
              assertThat(Json.parse(refused.answer().body()).asText()).isEqualTo(sentence);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b.c", "ä.c", "a-b_c.c"})
  void ordinaryNamesArePermitted(String name) {
    var spec = read("{'sourcecode':'x','language_id':'c','sourcefilename':'" + name + "'}");
    assertThat(spec.program().files().get(0).name()).isEqualTo(name);
  }

  private static Result result(Verdict verdict, String compiler, CaseResult... cases) {
    return SampleResults.of("c", verdict, compiler, Optional.empty(), cases);
  }

  private static CaseResult run(Verdict verdict, Exit exit, String stdout, String stderr) {
    return new CaseResult(
        verdict,
        new Output(stdout.getBytes(ISO_8859_1), false),
        new Output(stderr.getBytes(ISO_8859_1), false),
        exit,
        new Usage(Duration.ofMillis(45), Duration.ofMillis(50), 8556),
        CaseResult.Notes.of(Optional.empty()));
  }

  private static String answer(String language, Result result) {
    var spec = read("{'sourcecode':'x','language_id':'" + language + "'}");
    var answer =
        RunAnswer.of(spec, result, id -> new ByteArrayInputStream("the whole".getBytes(UTF_8)));
    assertThat(answer.status()).isEqualTo(200);
    var json = Json.parse(answer.body());
    assertThat(json.get("run_id").asText()).isEqualTo(TOKEN.toString());
    return "%s|%s|%s|%s"
        .formatted(
            json.get("outcome"),
            json.get("cmpinfo").asText(),
            json.get("stdout").asText(),
            json.get("stderr").asText());
  }

  private static Exit code(int code) {
    return new Exit(OptionalInt.of(code), Optional.empty());
  }

  private static Exit signal(String name) {
    return new Exit(OptionalInt.empty(), Optional.of(name));
  }

  private static String ran(Verdict verdict, Exit exit, String stdout, String stderr) {
    return answer("c", result(verdict, "", run(verdict, exit, stdout, stderr)));
  }

  @Test
  void stderrDecidesWhetherAProgramFailed() {
    assertThat(ran(Verdict.ACCEPTED, code(0), "a", "")).isEqualTo("15||a|");
    assertThat(ran(Verdict.ACCEPTED, code(0), "a", "b")).isEqualTo("12||a|b");
    assertThat(ran(Verdict.NON_ZERO_EXIT, code(1), "a", "")).isEqualTo("15||a|");
    assertThat(ran(Verdict.NON_ZERO_EXIT, code(1), "a", "b")).isEqualTo("12||a|b");
  }

  @Test
  void limitsAndSignalsHaveTheirOutcomes() {
    assertThat(ran(Verdict.TIME_LIMIT_EXCEEDED, code(124), "a", "b")).isEqualTo("13||a|");
    assertThat(ran(Verdict.OUTPUT_LIMIT_EXCEEDED, code(0), "a", "")).isEqualTo("13||a|");
    assertThat(ran(Verdict.MEMORY_LIMIT_EXCEEDED, code(137), "a", "b")).isEqualTo("17||a|b");
    assertThat(ran(Verdict.SEGMENTATION_FAULT, signal("SIGSEGV"), "a", ""))
        .isEqualTo("12||a|The program was ended by SIGSEGV\n");
    assertThat(ran(Verdict.ABORTED, signal("SIGABRT"), "", "b")).isEqualTo("12|||b");
    assertThat(ran(Verdict.OTHER_RUNTIME_ERROR, signal("SIGSYS"), "", "b")).isEqualTo("19|||b");
    assertThat(answer("c", result(Verdict.EXPIRED, ""))).isEqualTo("20|||Expired");
  }

  @Test
  void whatACompilerPrintsIsAnErrorWhereItIsOneInJobe() {
    var accepted = run(Verdict.ACCEPTED, code(0), "a", "");
    assertThat(answer("c", result(Verdict.COMPILATION_ERROR, "error"))).isEqualTo("11|error||");
    assertThat(answer("c", result(Verdict.ACCEPTED, "warning", accepted)))
        .isEqualTo("11|warning||");
    assertThat(answer("bash", result(Verdict.ACCEPTED, "warning", accepted))).isEqualTo("15||a|");
    assertThat(answer("nodejs", result(Verdict.COMPILATION_ERROR, "error")))
        .isEqualTo("12|||error");
  }

  @Test
  void anOutputThatAResultDoesNotShowIsReadWhole() {
    var run = run(Verdict.ACCEPTED, code(0), "the", "");
    var kept =
        new CaseResult(
            run.verdict(),
            run.stdout().in(FILE),
            run.stderr(),
            run.exit(),
            run.usage(),
            run.notes());
    assertThat(answer("c", result(Verdict.ACCEPTED, "", kept))).isEqualTo("15||the whole|");
  }

  @Test
  void otherBytesThanUtf8AreToldByTheirNumbers() {
    assertThat(RunAnswer.text("ä\u0001".getBytes(UTF_8))).isEqualTo("ä\u0001");
    assertThat(RunAnswer.text("a\u00ff\u0001\n~".getBytes(ISO_8859_1))).isEqualTo("a\\xff\\x01\n~");
  }

  @Test
  void anOverloadMayBeTried() {
    assertThatThrownBy(
            () -> read("{'language_id':'c','sourcecode':'!** TESTING OVERLOAD EXCEPTION **!'}"))
        .isInstanceOf(RunSpec.Overload.class);
    assertThat(new String(RunAnswer.overload().body(), UTF_8)).contains("\"outcome\":21");
  }
}

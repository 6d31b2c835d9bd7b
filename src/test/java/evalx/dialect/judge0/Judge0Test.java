package evalx.dialect.judge0;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.admin.ServerLoad;
import evalx.config.Settings;
import evalx.dialect.Program;
import evalx.dialect.WholeOutputs;
import evalx.dialect.Words;
import evalx.files.NoFiles;
import evalx.format.Json;
import evalx.format.ResultWriter;
import evalx.intake.Reservation;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.Offer;
import evalx.submission.BoxLimits;
import evalx.submission.CaseResult;
import evalx.submission.Exit;
import evalx.submission.Output;
import evalx.submission.Result;
import evalx.submission.SampleResults;
import evalx.submission.SubmissionId;
import evalx.submission.Usage;
import evalx.submission.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class Judge0Test {
  private static final SubmissionId TOKEN = SampleResults.TOKEN;
  private static final Offer OFFER =
      new Offer(
          1,
          Map.of(
              "python", List.of("3.11.2"),
              "c", List.of("12.2.0"),
              "lua", List.of("5.4.4"),
              "java", List.of("17.0.15"),
              "bash", List.of("5.2.15")),
          Map.of(),
          Map.of(),
          Map.of(),
          Set.of());
  private static final KnownLanguages LANGUAGES = new KnownLanguages(new Languages(), () -> OFFER);

  private static Attributes read(String json) {
    return Attributes.read(Json.parse(json.replace('\'', '"').getBytes(UTF_8)), false, LANGUAGES);
  }

  private static Program made(Attributes attributes) {
    var allInHeap = new LargeData(Optional.empty(), 1 << 20, 1 << 20);
    return ToProgram.of(attributes, allInHeap, program -> {});
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|{'language_id':['can\\'t be blank','language with id  doesn\\'t"
            + " exist'],'source_code':['can\\'t be blank']}",
        "{'language_id':4}|{'language_id':['language with id 4 is archived and cannot be used"
            + " anymore'],'source_code':['can\\'t be blank']}",
        "{'source_code':'x','language_id':150000}|{'language_id':['language with id 150000"
            + " doesn\\'t exist']}",
        "{'source_code':'x','language_id':4}|{'language_id':['language with id 4 is archived and"
            + " cannot be used anymore']}",
        "{'source_code':'x','language_id':-1}|{'language_id':['language with id -1"
            + " doesn\\'t exist']}",
        "{'source_code':'x','language_id':'x'}|{'language_id':['language with id 0"
            + " doesn\\'t exist']}",
        "{'source_code':'x','language_id':1e30}|{'language_id':['language with id"
            + " 9223372036854775807 doesn\\'t exist']}",
        "{'source_code':'x','language_id':18446744073709551687}|{'language_id':['language with id"
            + " 9223372036854775807 doesn\\'t exist']}",
        "{'source_code':'x','language_id':4294967367}|{'language_id':['language with id"
            + " 4294967367 doesn\\'t exist']}",
        "{'source_code':'x','language_id':[71]}|{'language_id':['can\\'t be blank','language with id "
            + " doesn\\'t exist']}",
        "{'source_code':'','language_id':71}|{'source_code':['can\\'t be blank']}",
        "{'source_code':' \\n','language_id':''}|{'language_id':['can\\'t be blank','language with id "
            + " doesn\\'t exist'],'source_code':['can\\'t be blank']}",
        "{'source_code':' \\n','language_id':71}|{'source_code':['can\\'t be blank']}",
        "{'source_code':'x','language_id':71,'enable_network':'t'}|{'enable_network':['enabling"
            + " network is not allowed']}",
        "{'source_code':'x','language_id':89}|{'source_code':['must be"
            + " blank'],'additional_files':['can\\'t be blank']}",
        "{'source_code':'x','language_id':71,'wall_time_limit':'21'}|{'wall_time_limit':['must be"
            + " less than or equal to 20.0']}",
        "{'source_code':'x','language_id':71,'memory_limit':1}|{'memory_limit':['must be greater"
            + " than or equal to 2048']}",
        "{'source_code':'x','language_id':71,'number_of_runs':0}|{'number_of_runs':['must be greater"
            + " than 0']}",
        "{'source_code':'x','language_id':71,'max_processes_and_or_threads':'-1'}|"
            + "{'max_processes_and_or_threads':['must be greater than 0']}",
        "{'source_code':'x','language_id':71,'wall_time_limit':0.5}|{'wall_time_limit':['must be"
            + " greater than or equal to 1']}",
        "{'source_code':'x','language_id':71,'number_of_runs':'x'}|{'number_of_runs':['is not a"
            + " number']}",
        "{'source_code':'x','language_id':71,'cpu_time_limit':'NaN'}|{'cpu_time_limit':['is not a"
            + " number']}",
        "{'source_code':'x','language_id':71,'memory_limit':'Infinity'}|{'memory_limit':['is not a"
            + " number']}",
        "{'source_code':'x','language_id':71,'wall_time_limit':1e999}|{'wall_time_limit':['is not a"
            + " number']}",
        "{'source_code':'x','language_id':71,'enable_network':true}|{'enable_network':['enabling"
            + " network is not allowed']}",
        "{'source_code':'x','language_id':71,'compiler_options':'-O'}|{'compiler_options':['setting"
            + " compiler options is only allowed for compiled languages']}"
      },
      quoteCharacter = '~')
  void whatIsWrongIsToldInJudge0sWords(String request, String errors) {
    assertThatThrownBy(() -> read(request))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.body())
                    .isEqualTo(
                        Json.parse(
                            errors
                                .replace("\\'", "\u0001")
                                .replace('\'', '"')
                                .replace('\u0001', '\'')
                                .getBytes(UTF_8))));
  }

  @Test
  void textsAreCastAndNullIsTheDefault() {
    var attributes =
        read(
            "{'source_code':'print(1)','language_id':'71','cpu_time_limit':'0.5','stdin':null,"
                + "'number_of_runs':'3','command_line_arguments':'a \\\"b c\\\" d'}");

    var program = made(attributes);

    assertThat(program.choice().language()).isEqualTo("python");
    assertThat(program.files()).singleElement().extracting(f -> f.name()).isEqualTo("script.py");
    assertThat(program.limits().cpu()).contains(Duration.ofMillis(500));
    assertThat(program.limits().memory()).contains(128_000L << 10);
    assertThat(program.runs().testCases()).hasSize(3);
    assertThat(program.runs().testCases().get(0).args()).containsExactly("a", "b c", "d");
    assertThat(program.runs().cache()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"71.0", "71.9", "'71'", "'71.9'", "' +71'", "'71 Python'", "'071'"})
  void aLanguagesIdIsCastAsRailsCastsIt(String id) {
    assertThat(read("{'source_code':'x','language_id':" + id + "}"))
        .isEqualTo(read("{'source_code':'x','language_id':71}"));
  }

  @Test
  void wholeNumbersLoseTheirFractions() {
    assertThat(made(read("{'source_code':'x','language_id':71,'number_of_runs':2.9}")).runs())
        .extracting(runs -> runs.testCases().size())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"0, 60000", "0.0, 60000", "0.01, 100", "0.1, 100", "15, 15000"})
  void withoutALimitOfCpuThatOfRealTimeHolds(String limit, long millis) {
    var limits =
        made(read("{'source_code':'x','language_id':71,'cpu_time_limit':" + limit + "}")).limits();

    assertThat(limits.cpu()).contains(Duration.ofMillis(millis));
    assertThat(limits.wall()).contains(Duration.ofSeconds(10));
  }

  /** There luac compiles it, whose options change nothing of what a program does. */
  @Test
  void luaIsCompiled() {
    var lua = read("{'source_code':'x','language_id':64,'compiler_options':'-s'}");

    assertThat(KnownLanguages.details(lua.language()).get("compile_cmd").asText())
        .contains("loadfile");
    var end =
        TELL_END.of(
            SampleResults.of(
                "lua", Verdict.COMPILATION_ERROR, "lua: main.lua:1", Optional.empty()));
    assertThat(end.outcome().status()).isEqualTo(Status.COMPILATION_ERROR);
  }

  /** As a form sends those that are not filled in. */
  @Test
  void fieldsThatAreLeftEmptyAreNotGiven() {
    var attributes =
        read(
            "{'source_code':'x','language_id':'71','cpu_time_limit':'','number_of_runs':' ',"
                + "'memory_limit':'','enable_network':'','redirect_stderr_to_stdout':'',"
                + "'callback_url':'','additional_files':'','compiler_options':'','stdin':''}");

    assertThat(attributes)
        .isEqualTo(read("{'source_code':'x','language_id':71,'compiler_options':'','stdin':''}"));
  }

  @ParameterizedTest
  @CsvSource({
    "true, true", "1, true", "t, true", "T, true", "on, true", "yes, true", "2, true",
    "false, false", "0, false", "f, false", "F, false", "FALSE, false", "off, false", "' ', false"
  })
  void switchesAreReadAsRailsReadsThem(String text, boolean on) {
    var attributes =
        read("{'source_code':'x','language_id':71,'redirect_stderr_to_stdout':'" + text + "'}");
    assertThat(attributes.flag(Attributes.REDIRECT)).isEqualTo(on);
  }

  private static BoxLimits box(String limits) {
    return made(read("{'source_code':'x','language_id':71," + limits + "}")).limits().box();
  }

  @Test
  void limitsOfTheBoxHoldWhereTheyAreNotTheUsualOnes() {
    assertThat(box("'max_processes_and_or_threads':7,'max_file_size':2048,'stack_limit':1000"))
        .isEqualTo(new BoxLimits(Optional.of(7), Optional.of(2L << 20), Optional.of(1_024_000L)));
    assertThat(box("'max_file_size':1,'stack_limit':1"))
        .isEqualTo(new BoxLimits(Optional.empty(), Optional.of(4096L), Optional.of(65_536L)));
    assertThat(box("'max_processes_and_or_threads':60,'max_file_size':1024,'stack_limit':64000"))
        .isEqualTo(BoxLimits.NODE);
    assertThat(box("'max_file_size':0,'stack_limit':0")).isEqualTo(BoxLimits.NODE);
  }

  @Test
  void memoryIsAtLeastWhatALanguageNeedsToStart() {
    var program = made(read("{'source_code':'x','language_id':62,'memory_limit':2048}"));
    assertThat(program.limits().memory()).contains(96L << 20);
  }

  @ParameterizedTest
  @CsvSource({
    "a  b,a|b",
    "'a \"b c\" d',a|b c|d",
    "'''x y'' z\\ w',x y|z w",
    "'\"\"',''",
  })
  void linesAreSplitAsAShellDoes(String line, String words) {
    assertThat(String.join("|", Words.of(line))).isEqualTo(words);
  }

  @Test
  void base64HasLinesAsRubyWritesThemAndReadsAnything() {
    var bytes = "x".repeat(100).getBytes(UTF_8);
    var text = Base64Text.encode(bytes);

    assertThat(text.lines().findFirst().orElseThrow()).hasSize(60);
    assertThat(text).endsWith("\n");
    assertThat(Base64Text.decode("!" + text + "-")).isEqualTo(bytes);
    assertThat(Base64Text.decode("aGk")).isEqualTo("hi".getBytes(UTF_8));
  }

  private static CaseResult run(Verdict verdict, Exit exit, String stdout) {
    return new CaseResult(
        verdict,
        new Output(stdout.getBytes(UTF_8), false),
        Output.NONE,
        exit,
        new Usage(Duration.ofMillis(45), Duration.ofMillis(50), 8556),
        CaseResult.Notes.of(Optional.empty()));
  }

  private static Result result(Verdict verdict, String compiler, CaseResult... cases) {
    return SampleResults.of("c", verdict, compiler, Optional.empty(), cases);
  }

  private static JsonNode view(Result result, boolean strict, String fields) {
    var params = Json.MAPPER.createObjectNode().put("fields", fields);
    var note = Json.MAPPER.createObjectNode();
    return View.of(params, strict)
        .write(
            new View.Shown(
                TOKEN, note, Optional.of(View.End.of(result, true, strict)), Status.IN_QUEUE));
  }

  private static Exit signal(String name) {
    return new Exit(OptionalInt.empty(), Optional.of(name));
  }

  private static Exit code(int code) {
    return new Exit(OptionalInt.of(code), Optional.empty());
  }

  @Test
  void aResultHasTheEightFieldsOfJudge0() {
    var accepted = result(Verdict.ACCEPTED, "", run(Verdict.ACCEPTED, code(0), "hello, Judge0\n"));
    assertThat(view(accepted, false, "").toString())
        .isEqualTo(
            "{\"stdout\":\"hello, Judge0\\n\",\"time\":\"0.045\",\"memory\":8556,\"stderr\":null,"
                + "\"token\":\""
                + TOKEN
                + "\",\"compile_output\":null,\"message\":null,"
                + "\"status\":{\"id\":3,\"description\":\"Accepted\"}}");
  }

  @Test
  void aSignalIsToldUnlessTheServerIsStrict() {
    var crashed =
        result(
            Verdict.SEGMENTATION_FAULT, "", run(Verdict.SEGMENTATION_FAULT, signal("SIGSEGV"), ""));
    var fields = "status_id,exit_code,exit_signal,message";

    assertThat(view(crashed, false, fields).toString())
        .isEqualTo(
            "{\"status_id\":7,\"exit_code\":0,\"exit_signal\":11,"
                + "\"message\":\"Caught fatal signal 11\"}");
    assertThat(view(crashed, true, fields).toString())
        .isEqualTo(
            "{\"status_id\":11,\"exit_code\":139,\"exit_signal\":null,"
                + "\"message\":\"Exited with error status 139\"}");
  }

  /** There stdout is a file, too. */
  @ParameterizedTest
  @EnumSource(
      value = Verdict.class,
      names = {"OUTPUT_LIMIT_EXCEEDED", "FILE_SIZE_EXCEEDED"})
  void whatGrowsTooLargeEndsByTheSignalForThat(Verdict verdict) {
    var killed = run(verdict, signal("SIGKILL"), "").because("a limit of this server");
    var fields = "status_id,exit_code,exit_signal,message";

    assertThat(view(result(verdict, "", killed), false, fields).toString())
        .isEqualTo(
            "{\"status_id\":8,\"exit_code\":0,\"exit_signal\":25,"
                + "\"message\":\"Caught fatal signal 25\"}");
    assertThat(view(result(verdict, "", killed), true, fields).toString())
        .isEqualTo(
            "{\"status_id\":11,\"exit_code\":153,\"exit_signal\":null,"
                + "\"message\":\"Exited with error status 153\"}");
  }

  @Test
  void aProgramThatDoesNotCompileHasNoFigures() {
    var failed = result(Verdict.COMPILATION_ERROR, "main.c:1: error");
    assertThat(view(failed, false, "compile_output,status_id,time,memory,exit_code").toString())
        .isEqualTo(
            "{\"compile_output\":\"main.c:1: error\",\"status_id\":6,\"time\":null,"
                + "\"memory\":null,\"exit_code\":null}");
  }

  @Test
  void whatTheCompilersOutputDoesNotSayIsInTheMessage() {
    var reason = "the compiler left more than 64 MiB";

    assertThat(failed("a warning", reason)).isEqualTo("[\"a warning\",\"%s\"]".formatted(reason));
    assertThat(failed("", reason)).isEqualTo("[\"%s\",null]".formatted(reason));
    assertThat(failed("1: no", "the program does not compile")).isEqualTo("[\"1: no\",null]");
    assertThat(failed("1: no", "the compiler ran out of time"))
        .isEqualTo("[\"Compilation time limit exceeded.\",null]");
  }

  /** The compiler's output and the message of a program that does not compile. */
  private static String failed(String output, String reason) {
    var failed = SampleResults.of("c", Verdict.COMPILATION_ERROR, output, Optional.of(reason));
    var told = view(failed, false, "compile_output,message");
    return "[%s,%s]".formatted(told.get("compile_output"), told.get("message"));
  }

  @Test
  void severalRunsHaveTheFirstThatWasNotAcceptedAndTheAverages() {
    var twice =
        result(
            Verdict.NON_ZERO_EXIT,
            "",
            run(Verdict.ACCEPTED, code(0), "a"),
            run(Verdict.NON_ZERO_EXIT, code(3), "b"),
            CaseResult.notRun(Verdict.SKIPPED, Optional.empty()));
    assertThat(view(twice, false, "stdout,exit_code,time,memory").toString())
        .isEqualTo("{\"stdout\":\"b\",\"exit_code\":3,\"time\":\"0.045\",\"memory\":8556}");
  }

  @Test
  void textsOtherThanAsciiNeedBase64WhereTheServerIsStrict() {
    var umlaut = result(Verdict.ACCEPTED, "", run(Verdict.ACCEPTED, code(0), "ä"));
    assertThat(view(umlaut, false, "stdout").get("stdout").asText()).isEqualTo("ä");
    assertThatThrownBy(() -> view(umlaut, true, "stdout")).isInstanceOf(View.NotText.class);
  }

  @Test
  void fieldsThatDoNotExistAreNamed() {
    assertThatThrownBy(() -> view(result(Verdict.ACCEPTED, ""), false, "a,stdout,b"))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.body().get("error").asText())
                    .isEqualTo("invalid fields: [a, b]"));
  }

  @Test
  void theConfigurationHasEveryKeyThatItsClientLooksFor() {
    var settings =
        Map.of("WEBHOOK_MAX_ATTEMPTS", "4", "WEBHOOK_TIMEOUT", "7", "MAX_QUEUE_DEPTH", "77");
    var config = facts(settings).config();
    assertThat(config.size()).isEqualTo(39);
    assertThat(config.get("max_cpu_time_limit").asDouble()).isEqualTo(15);
    assertThat(config.get("enable_callbacks").asBoolean()).isTrue();
    assertThat(config.get("callbacks_max_tries").asInt()).isEqualTo(4);
    assertThat(config.get("callbacks_timeout").asInt()).isEqualTo(7);
    assertThat(config.get("max_queue_size").asInt()).isEqualTo(77);
  }

  private static Facts facts(Map<String, String> settings) {
    var load = new ServerLoad.Load(7, 2, new ServerLoad.Boxes(8, 3, 4));
    return new Facts(() -> load, Settings.of(settings::get));
  }

  @Test
  void theBoxesAreTheWorkersOfOneQueue() {
    assertThat(facts(Map.of()).queues().toString())
        .isEqualTo(
            "[{\"queue\":\"1.13.1\",\"size\":7,\"available\":8,\"idle\":5,\"working\":3,"
                + "\"paused\":4,\"failed\":2}]");
  }

  @Test
  void aCallbackAndOneOutputAreAskedFor() {
    var attributes =
        read(
            "{'source_code':'x','language_id':71,'redirect_stderr_to_stdout':true,"
                + "'callback_url':'http://h/'}");

    assertThat(attributes.text(Attributes.CALLBACK)).contains("http://h/");
    assertThat(made(attributes).request().program().stages().streams().stderrToStdout()).isTrue();
    assertThat(
            made(read("{'source_code':'x','language_id':71}"))
                .request()
                .program()
                .stages()
                .streams()
                .stderrToStdout())
        .isFalse();
  }

  private static final TellEnd TELL_END = new TellEnd(LANGUAGES, false);

  private static String callback(Result result) {
    var callback = new Callback(TELL_END, new WholeOutputs(NoFiles.store()));
    return new String(callback.of(new ResultWriter().write(result)), UTF_8);
  }

  @Test
  void aCallbackTellsTheEightFieldsInBase64() {
    var accepted = result(Verdict.ACCEPTED, "", run(Verdict.ACCEPTED, code(0), "hello, Judge0\n"));

    assertThat(callback(accepted))
        .isEqualTo(
            "{\"stdout\":\"aGVsbG8sIEp1ZGdlMAo=\\n\",\"time\":\"0.045\",\"memory\":8556,"
                + "\"stderr\":null,\"token\":\""
                + TOKEN
                + "\",\"compile_output\":null,\"message\":null,"
                + "\"status\":{\"id\":3,\"description\":\"Accepted\"}}");
    var warned = result(Verdict.COMPILATION_ERROR, "main.c:1: error");
    assertThat(callback(warned))
        .contains("\"compile_output\":\"bWFpbi5jOjE6IGVycm9y\\n\"", "\"id\":6");
  }

  @Test
  void theEndOfAProgramOfSeveralFilesIsTheSameInACallback() {
    var failed =
        SampleResults.of("bash", Verdict.COMPILATION_ERROR, "no compiler\n", Optional.empty());
    var ran = run(Verdict.ACCEPTED, code(0), "1\n");
    var warned = SampleResults.of("bash", Verdict.ACCEPTED, "a warning\n", Optional.empty(), ran);

    for (Result each : List.of(failed, warned)) {
      var told = Json.parse(callback(each).getBytes(UTF_8));
      var note = Json.MAPPER.createObjectNode();
      var end = Optional.of(TELL_END.of(each));
      var asked = View.ofCallbacks().write(new View.Shown(TOKEN, note, end, Status.IN_QUEUE));
      assertThat(told).isEqualTo(Json.parse(asked.toString().getBytes(UTF_8)));
      assertThat(told.get("compile_output").asText())
          .isEqualTo(Base64Text.encode(each.compiled().output().getBytes(UTF_8)));
    }
    assertThat(callback(failed)).contains("\"id\":6", "\"stderr\":null");
    assertThat(callback(warned)).contains("\"id\":3");
  }

  /** That is why {@link KnownLanguages#compiles} may know a program by its language alone. */
  @Test
  void programsThatAreNotCompiledHaveNoStepThatCouldFail() {
    var versions =
        new Languages()
            .all().stream().collect(Collectors.toMap(Language::id, language -> List.of("1")));
    var offer = new Offer(1, versions, Map.of(), Map.of(), Map.of(), Set.of());
    var languages = new KnownLanguages(new Languages(), () -> offer);

    var scripts =
        IntStream.rangeClosed(1, 200)
            .mapToObj(languages::find)
            .flatMap(Optional::stream)
            .filter(known -> !known.entry().compiles())
            .map(KnownLanguages.Known::language)
            .filter(language -> languages.compiles(language.id()));

    assertThat(scripts)
        .isNotEmpty()
        .allSatisfy(language -> assertThat(language.commands().compile()).isEmpty())
        .allSatisfy(language -> assertThat(language.commands().check()).isEmpty());
  }

  @Test
  void aSubmissionIsNotedWhenItsIdIsReserved() {
    var noted = new ArrayList<SubmissionId>();
    var reservation = new NotedReservation(Reservation.NEW, noted::add);
    assertThat(reservation.abandoned()).isEmpty();

    var id = reservation.reserve();

    assertThat(noted).containsExactly(id);
    assertThat(reservation.abandoned()).contains(id);
  }

  private static final String CRLF = "\r\n";

  private static ObjectNode form(String type, String... lines) {
    return Params.body(type, String.join(CRLF, lines).getBytes(UTF_8));
  }

  @Test
  void aFormOfSeveralPartsHasParameters() {
    var form =
        form(
            "multipart/form-data; charset=utf-8; boundary=\"b 1\"",
            "before is passed over",
            "--b 1",
            "Content-Disposition: form-data; name=\"source_code\"",
            "",
            "print('ä')",
            "--b 2 is part of the text",
            "",
            "--b 1",
            "Content-Type: text/plain",
            "content-disposition: form-data; filename=\"in\"; name=\"stdin\"",
            "",
            "",
            "--b 1--",
            "after too");

    assertThat(form)
        .isEqualTo(
            Json.MAPPER
                .createObjectNode()
                .put("source_code", "print('ä')" + CRLF + "--b 2 is part of the text" + CRLF)
                .put("stdin", ""));
  }

  @Test
  void aFormMayHoldABatch() {
    var form =
        form(
            "application/x-www-form-urlencoded",
            "submissions[][language_id]=71&submissions%5B%5D%5Bsource_code%5D=a%20b"
                + "&submissions[][language_id]=50&x=y");

    assertThat(form.toString())
        .isEqualTo(
            "{\"submissions\":[{\"language_id\":\"71\",\"source_code\":\"a b\"},"
                + "{\"language_id\":\"50\"}],\"x\":\"y\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=other",
        "multipart/form-data; boundary=b"
      })
  void aFormThatIsBrokenIsRefused(String type) {
    assertThatThrownBy(() -> form(type, "--b", "Content-Disposition: form-data", "", "x", "--b--"))
        .isInstanceOf(Refused.class);
    assertThatThrownBy(() -> form(type, "--b", "Content-Disposition: form-data; name=\"a\"", ""))
        .isInstanceOf(Refused.class);
  }
}

package evalx.dialect.judge0;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import evalx.api.Door;
import evalx.dialect.Program;
import evalx.format.Json;
import evalx.language.Languages;
import evalx.node.Offer;
import evalx.submission.FileId;
import evalx.submission.SourceFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToProgramTest {
  private static final Offer OFFER =
      new Offer(
          1,
          Map.of("python", List.of("3.11.2"), "bash", List.of("5.2.15")),
          Map.of(),
          Map.of(),
          Map.of(),
          Set.of());
  private static final KnownLanguages LANGUAGES = new KnownLanguages(new Languages(), () -> OFFER);

  private static final LargeData IN_HEAP = new LargeData(Optional.empty(), 100_000, 6 << 20);

  private static Attributes read(String json) {
    return Attributes.read(Json.parse(json.replace('\'', '"').getBytes(UTF_8)), false, LANGUAGES);
  }

  private static Program made(Attributes attributes, LargeData large) {
    return ToProgram.of(attributes, large, program -> {});
  }

  /** Files with so many bytes each, as additional files. */
  private static String zip(Map<String, Integer> sizes) throws IOException {
    var zip = new ByteArrayOutputStream();
    try (var out = new ZipOutputStream(zip)) {
      for (var file : sizes.entrySet()) {
        out.putNextEntry(new ZipEntry(file.getKey()));
        out.write(new byte[file.getValue()]);
      }
    }
    return Base64.getEncoder().encodeToString(zip.toByteArray());
  }

  private static Attributes several(Map<String, Integer> sizes) throws IOException {
    return read("{'language_id':89,'additional_files':'" + zip(sizes) + "'}");
  }

  /** A few bytes unpack to many. */
  @Test
  void whatAnArchiveUnpacksToIsNoPartOfTheHeap() throws IOException {
    var stored = new ArrayList<byte[]>();
    var program =
        made(
            several(new TreeMap<>(Map.of("a.bin", 5 << 20, "b.txt", 10, "c.bin", 1 << 20))),
            storing(stored));

    assertThat(program.files())
        .extracting(
            file -> file.name() + " " + file.content().length + " " + file.file().isPresent())
        .endsWith("a.bin 0 true", "b.txt 10 false", "c.bin 0 true");
    assertThat(stored).extracting(file -> file.length).containsExactly(5 << 20, 1 << 20);
  }

  /** Where there is nothing to compile, nothing is. */
  @ParameterizedTest
  @ValueSource(strings = {"compile", "compile.sh"})
  void aProgramOfSeveralFilesIsMadeByItsScriptWhereItHasOne(String script) throws IOException {
    assertThat(made(several(new TreeMap<>(Map.of(script, 1, "run", 1))), IN_HEAP).files())
        .extracting(SourceFile::name)
        .containsExactly("evalx-run.sh", script, "run", "evalx-build.sh");
    assertThat(made(several(Map.of("run", 1)), IN_HEAP).files())
        .extracting(SourceFile::name)
        .containsExactly("evalx-run.sh", "run");
  }

  @Test
  void additionalFilesAreNotCompiled() throws IOException {
    var program = made(withSource(Map.of("util.py", 1)), IN_HEAP);

    assertThat(program.request().program().files().orElseThrow())
        .extracting(file -> file.name() + " " + file.role())
        .containsExactly("script.py SOURCE", "util.py DATA");
  }

  /** There unzip overwrites nothing. */
  @Test
  void whatIsThereAlreadyStays() throws IOException {
    var program = made(withSource(Map.of("script.py", 1, "util.py", 1)), IN_HEAP);

    assertThat(program.files())
        .extracting(file -> file.name() + " " + new String(file.content(), UTF_8))
        .containsExactly("script.py x", "util.py \u0000");
  }

  private static Attributes withSource(Map<String, Integer> sizes) throws IOException {
    return read(
        "{'language_id':71,'source_code':'x','additional_files':'%s'}".formatted(zip(sizes)));
  }

  @Test
  void anArchiveWithoutFilesIsNone() throws IOException {
    for (var sizes : List.of(Map.<String, Integer>of(), Map.of("a/", 0))) {
      assertThat(made(withSource(sizes), IN_HEAP).files())
          .extracting(SourceFile::name)
          .containsExactly("script.py");
      assertRefused(() -> made(several(sizes), IN_HEAP), "has no files");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"!", "UEs=", "UEsDBA==", "bm8gYXJjaGl2ZQ=="})
  void whatIsNoArchiveIsRefused(String base64) {
    var attributes =
        read("{'language_id':71,'source_code':'x','additional_files':'%s'}".formatted(base64));

    assertRefused(() -> made(attributes, IN_HEAP), "is not a zip archive in base64");
  }

  private static void assertRefused(ThrowableAssert.ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.body().at("/additional_files/0").asText()).isEqualTo(message));
  }

  /** Nothing of them is taken, but they cost what it costs to unpack them. */
  @ParameterizedTest
  @ValueSource(strings = {"script.py", "a/"})
  void whatIsPassedOverHasTheSameBounds(String name) throws IOException {
    var attributes = withSource(Map.of(name, 6 << 20 | 1));

    assertRefused(() -> made(attributes, IN_HEAP), "has a file of more than 6291456 bytes");
  }

  private static LargeData storing(List<byte[]> stored) {
    return new LargeData(
        Optional.of(
            content -> {
              stored.add(content.readAllBytes());
              return Optional.of(new FileId("%064x".formatted(stored.size())));
            }),
        100_000,
        6 << 20);
  }

  @ParameterizedTest
  @CsvSource({
    "true, 2, 5242881, unpacks to more than 10240 KB",
    "true, 1, 6291457, has a file of more than 6291456 bytes",
    "true, 101, 1, has more than 100 files",
    "false, 1, 100001, unpacks to more than 100000 bytes"
  })
  void anArchiveThatIsTooLargeIsRefused(boolean stores, int count, int size, String message)
      throws IOException {
    var stored = new ArrayList<byte[]>();
    var large = stores ? storing(stored) : IN_HEAP;
    var sizes = new TreeMap<String, Integer>();
    IntStream.range(0, count).forEach(i -> sizes.put("f" + i, size));
    var attributes = several(sizes);

    assertRefused(() -> made(attributes, large), message);
    assertThat(stored).isEmpty();
  }

  @Test
  void nothingIsStoredOfWhatIsRefused() throws IOException {
    var stored = new ArrayList<byte[]>();
    var large = several(Map.of("a.bin", 1 << 20));
    var refused = new IllegalArgumentException("callback_url");

    assertThatThrownBy(
            () ->
                ToProgram.of(
                    large,
                    storing(stored),
                    program -> {
                      throw refused;
                    }))
        .isEqualTo(refused);
    assertThat(stored).isEmpty();
  }

  @Test
  void aCheckIsGivenEverythingButLargeData() throws IOException {
    var stored = new ArrayList<byte[]>();
    var checked = new ArrayList<Program>();
    var large = several(new TreeMap<>(Map.of("a.bin", 1 << 20, "b.txt", 10)));

    ToProgram.of(large, storing(stored), checked::add);

    assertThat(checked).hasSize(1);
    assertThat(checked.get(0).files())
        .extracting(file -> file.name() + " " + file.content().length)
        .endsWith("a.bin 0", "b.txt 10");
    assertThat(checked.get(0).files()).allMatch(file -> file.file().isEmpty());
    assertThat(stored).hasSize(1);
  }

  @Test
  void storingEndsInTime() {
    var now = new AtomicLong(Long.MAX_VALUE - 1); // as it may wrap round
    var stored = new ArrayList<byte[]>();
    var store = new StoreInTime(storing(stored).store().orElseThrow(), now::get);
    var large = storing(stored).in(store);
    large.add(new byte[1]);
    now.addAndGet(StoreInTime.MAX_TIME.toNanos());
    large.add(new byte[1]);
    now.incrementAndGet();

    var late = catchThrowable(() -> large.add(new byte[1]));

    assertThat(Door.problem(late).status()).isEqualTo(503);
    assertThat(stored).hasSize(2);
  }

  @Test
  void manyRunsOfLargeDataHaveItOnce() {
    var stored = new ArrayList<byte[]>();
    var attributes =
        read(
            "{'source_code':'x','language_id':71,'number_of_runs':20,'stdin':'%s',"
                    .formatted("1".repeat(20_000))
                + "'expected_output':'2','command_line_arguments':'a'}");

    var cases = made(attributes, storing(stored)).runs().testCases();

    assertThat(cases).hasSize(20);
    assertThat(cases.get(19).stdin()).isEmpty();
    assertThat(cases.get(19).files().areThere()).isTrue();
    assertThat(cases.get(19).isCompared()).isTrue();
    assertThat(cases.get(19).args()).containsExactly("a");
    assertThat(stored).extracting(file -> file.length).containsExactly(20_000, 1);
  }

  @Test
  void aProgramOfSeveralFilesIsRunByItsScript() throws IOException {
    var program = made(several(Map.of("run", 10)), storing(new ArrayList<>()));

    assertThat(program.files())
        .extracting(file -> file.name())
        .containsExactly("evalx-run.sh", "run");
    assertThat(program.choice().language()).isEqualTo("bash");
  }
}

package evalx.dialect.piston;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.files.FileStore;
import evalx.files.FilesIn;
import evalx.files.SpooledTexts;
import evalx.format.Json;
import evalx.format.LongTexts;
import evalx.language.Languages;
import evalx.node.Offer;
import evalx.submission.Caller;
import evalx.submission.FileId;
import evalx.submission.TestCase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests whose long texts are in files. */
class ContentsTest {
  private static final Caller CALLER = Caller.anonymous("127.0.0.1");
  private static final int MAX_BYTES = 100_000;
  private static final int MAX_FILE = 300_000;
  private static final String LONG = "line\n".repeat(30_000);
  private static final Runtimes RUNTIMES =
      new Runtimes(
          new Languages(),
          () ->
              new Offer(
                  1, Map.of("python", List.of("3.11.2")), Map.of(), Map.of(), Map.of(), Set.of()));

  @TempDir Path folder;
  private FileStore store;
  private SpooledTexts texts;
  private final ObjectNode request = Json.MAPPER.createObjectNode();

  @BeforeEach
  void begin() {
    store = FilesIn.store(folder);
    texts = store.spool();
    request.put("language", "python").put("version", "*");
    file("main.py", "utf8", "1");
  }

  @AfterEach
  void end() {
    texts.close();
  }

  private void file(String name, String encoding, String content) {
    request
        .withArray("/files")
        .addObject()
        .put("name", name)
        .put("encoding", encoding)
        .put("content", content);
  }

  private ExecuteRequest.Parsed read() throws IOException {
    var contents =
        new Contents(texts::find, content -> store.add(content, CALLER).id(), MAX_BYTES, MAX_FILE);
    var json = new ByteArrayInputStream(request.toString().getBytes(UTF_8));
    var rest = new LongTexts(json, texts::keep).readAllBytes();
    return ExecuteRequest.read(Json.parse(rest), RUNTIMES, contents);
  }

  private TestCase run() throws IOException {
    return read().program().runs().testCases().get(0);
  }

  private String stored(Optional<FileId> file) throws IOException {
    assertThat(store.size(file.orElseThrow(), CALLER)).isPresent();
    try (var in = store.open(file.get())) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource({"'',''", "x,x\\n", "x\\n,x\\n"})
  void aLongInputIsAFileThatEndsWithALine(String end, String stored) throws IOException {
    request.put("stdin", LONG + end.replace("\\n", "\n"));

    assertThat(run().stdin()).isEmpty();
    assertThat(stored(run().files().stdin())).isEqualTo(LONG + stored.replace("\\n", "\n"));
  }

  @Test
  void longFilesAreDecodedOnTheirWay() throws IOException {
    var bytes = LONG.getBytes(UTF_8);
    file("a.txt", "utf8", LONG);
    file("b.txt", "base64", Base64.getMimeEncoder().encodeToString(bytes));
    file("c.txt", "hex", HexFormat.of().withUpperCase().formatHex(bytes));
    file("d.txt", "hex", "0a");

    var files = read().program().files();

    assertThat(files)
        .extracting(file -> file.name())
        .containsExactly("main.py", "a.txt", "b.txt", "c.txt", "d.txt");
    for (var file : files.subList(1, 4)) {
      assertThat(stored(file.file())).as(file.name()).isEqualTo(LONG);
    }
    assertThat(files.get(4).content()).isEqualTo(new byte[] {'\n'});
  }

  @Test
  void aLongProgramIsRead() throws IOException {
    request.withArray("/files").removeAll();
    file("main.py", "utf8", LONG.substring(0, 90_000));

    assertThat(read().program().files().get(0).content()).hasSize(90_000);
  }

  @Test
  void longTestsAreComparedInTheFileStore() throws IOException {
    file("grader_config", "utf8", "TIME_LIMIT=1");
    file("input.txt", "utf8", LONG.replace("\n", "\r\n"));
    file("correct_output.txt", "utf8", "\n" + LONG.replace("\n", "\r\n\n") + "Yes");

    assertThat(stored(run().files().stdin())).isEqualTo(LONG);
    assertThat(stored(run().files().expectedOutput())).isEqualTo(LONG + "Yes");
    assertThat(read().program().runs().outputs().check().ignoreCase()).contains(true);
    assertThat(read().program().files()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "utf8, line, 60001, may have at most 300000 bytes",
    "base64, A, 80001, files: ",
    "hex, 0x, 50000, files: not a hexadecimal digit",
    "hex, 000, 33333, files: not a hexadecimal digit"
  })
  void whatIsNoFileIsRefused(String encoding, String piece, int times, String why) {
    file("a.txt", encoding, (piece.equals("line") ? "line\n" : piece).repeat(times));

    assertThatThrownBy(this::read).isInstanceOf(BadRequest.class).hasMessageContaining(why);
  }

  @Test
  void aProgramThatIsTooLongForTheHeapIsRefused() {
    request.withArray("/files").removeAll();
    file("main.py", "utf8", LONG);

    assertThatThrownBy(this::read)
        .isInstanceOf(BadRequest.class)
        .hasMessage("files: main.py may have at most 100000 bytes");
  }

  /** What looks like the name of a long text is a text. */
  @Test
  void aNameThatNobodyGaveIsAText() throws IOException {
    request.put("stdin", LongTexts.MARK + "0".repeat(64));

    assertThat(run().files().stdin()).isEmpty();
    assertThat(run().stdin()).hasSize(66);
  }
}

package evalx.dialect.judge0;

import static java.nio.charset.StandardCharsets.UTF_8;

import evalx.config.Settings;
import evalx.dialect.Program;
import evalx.dialect.Words;
import evalx.files.FileStore;
import evalx.submission.BoxLimits;
import evalx.submission.Caller;
import evalx.submission.Checker;
import evalx.submission.SourceFile;
import evalx.submission.TestCase;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Makes a program of attributes. */
@Singleton
class ToProgram {
  /** Runs the files of languages that are none. */
  private static final String SCRIPT = "evalx-run.sh";

  /** Makes a program of them; the language's entry has its name. */
  private static final String BUILD = "evalx-build.sh";

  private static final double MIN_SECONDS = 0.1;

  /** The most that the one way in takes, and three times the longest wall limit of Judge0. */
  private static final double MAX_CPU_SECONDS = 60;

  private static final int KIB = 1024;

  /** Bytes of a submission beyond which its data goes to the file store. */
  private static final int MAX_HEAP = 256 << 10;

  private static final byte[] NOTHING = {};

  private final FileStore files;
  private final boolean isShared;
  private final int maxBody;
  private final int maxFile;

  @Inject
  ToProgram(FileStore files, Settings settings) {
    this.files = files;
    this.isShared = settings.findsFilesEverywhere();
    this.maxBody = settings.http().maxBodyBytes();
    this.maxFile = settings.stores().files().bytes().file();
  }

  /** Where the large data of one request of a caller goes. */
  LargeData largeData(Caller caller) {
    if (!isShared) {
      return new LargeData(Optional.empty(), maxBody, maxFile);
    }
    var store = new StoreInTime(content -> Optional.of(files.add(content, caller).id()));
    return new LargeData(Optional.of(store), MAX_HEAP, maxFile);
  }

  /**
   * The program. Its large data is stored only when everything else is known to be right, because a
   * refusal should leave nothing behind.
   *
   * @param check throws when the program is refused; large data is missing in what it is given
   * @throws Refused when its additional files are no archive
   */
  static Program of(Attributes attributes, LargeData large, Consumer<Program> check) {
    if (large.store().isEmpty()) {
      return of(attributes, large);
    }
    var nowhere = new LargeData.Nowhere();
    var program = of(attributes, large.in(nowhere));
    if (!nowhere.wasAsked()) {
      return program;
    }
    check.accept(program);
    return of(attributes, large);
  }

  private static Program of(Attributes attributes, LargeData large) {
    return new Program(
        attributes.language().language().id(),
        files(attributes, large),
        attributes.language().entry().compiled()
            ? words(attributes, "compiler_options")
            : List.of(),
        limits(attributes),
        runs(attributes, large));
  }

  /**
   * As there, one file is compiled, which may include or import the others, and stays what it is
   * where one of them has its name.
   */
  private static List<SourceFile> files(Attributes attributes, LargeData large) {
    var entry = attributes.language().entry();
    var files = new ArrayList<SourceFile>();
    entry
        .scriptText()
        .map(text -> new SourceFile(SCRIPT, text.getBytes(UTF_8)))
        .ifPresent(files::add);
    var source = attributes.bytes(Attributes.SOURCE);
    if (entry.fileName().isPresent() && source.isPresent()) {
      files.add(new SourceFile(entry.fileName().get(), source.get()));
    }
    var names = files.stream().map(SourceFile::name).collect(Collectors.toSet());
    var more =
        attributes
            .text(Attributes.ADDITIONAL_FILES)
            .map(archive -> ZipFiles.of(archive, large, names))
            .orElse(List.of());
    if (entry.fileName().isEmpty() && more.isEmpty()) {
      throw ZipFiles.refused("has no files");
    }
    more.forEach(file -> files.add(file.asData()));
    entry
        .buildText(name -> files.stream().anyMatch(file -> file.name().equals(name)))
        .map(text -> new SourceFile(BUILD, text.getBytes(UTF_8)))
        .ifPresent(files::add);
    return files;
  }

  private static List<String> words(Attributes attributes, String name) {
    return attributes.text(name).map(Words::of).orElse(List.of());
  }

  /** Memory is at least what the language needs to start. */
  private static Program.Limits limits(Attributes attributes) {
    var memory = Math.round(attributes.number("memory_limit")) * KIB;
    var smallest = attributes.language().language().smallestMemory();
    return new Program.Limits(
        Optional.of(seconds(cpu(attributes))),
        Optional.of(seconds(attributes.number("wall_time_limit"))),
        Optional.of(Math.max(smallest, memory)),
        Optional.empty(),
        box(attributes));
  }

  /** Judge0's usual ones stand for this server's own, which lets programs do more. */
  private static BoxLimits box(Attributes attributes) {
    return BoxLimits.nearest(
        attributes.unusual("max_processes_and_or_threads").map(Math::toIntExact),
        attributes.unusual("max_file_size").map(kib -> kib * KIB),
        attributes.unusual("stack_limit").map(kib -> kib * KIB));
  }

  /** 0 is none there, so that the wall limit alone holds. */
  private static double cpu(Attributes attributes) {
    var seconds = attributes.number("cpu_time_limit");
    return seconds == 0 ? MAX_CPU_SECONDS : seconds;
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(Math.max(MIN_SECONDS, seconds) * 1000));
  }

  /** Several runs are as many equal test cases, each of which really runs. */
  private static Program.Runs runs(Attributes attributes, LargeData large) {
    var count = (int) attributes.number("number_of_runs");
    return new Program.Runs(
        Collections.nCopies(count, testCase(attributes, count, large)),
        true,
        count == 1,
        new Program.Outputs(
            attributes.flag(Attributes.REDIRECT),
            Program.Outputs.check(Checker.Kind.LINES, false),
            List.of()));
  }

  /** A job carries the data of each of its test cases, but a file only once. */
  private static TestCase testCase(Attributes attributes, int count, LargeData large) {
    var stdin = attributes.bytes(Attributes.STDIN).orElse(NOTHING);
    var expected = attributes.bytes(Attributes.EXPECTED);
    var args = words(attributes, "command_line_arguments");
    var bytes = (long) count * (stdin.length + expected.map(text -> text.length).orElse(0));
    if (count == 1 || bytes <= large.maxHeap() || large.store().isEmpty()) {
      return new TestCase(stdin, expected, args);
    }
    return new TestCase(NOTHING, Optional.empty(), args)
        .reading(new TestCase.DataFiles(large.add(stdin), expected.flatMap(large::add)));
  }
}

package evalx.language;

import evalx.submission.SourceFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A language as the table describes it.
 *
 * @param id what requests and queues call it
 * @param file the main file's name where a request gives none
 * @param compile the compiler's command, whose files in /box become the program; empty for none
 * @param check a command that only says whether the sources are well formed; empty for none
 * @param link how its programs are linked; empty: as its compiler does by itself
 * @param runtime what runs its programs, where there is a choice
 * @param run the command of a test case
 * @param version the command that prints the exact version
 * @param heap how much of the memory limit a runtime of its own heap may use
 * @param timeout CPU time of a test case unless the request says otherwise
 * @param memory bytes of a test case unless the request says otherwise
 * @param smallestMemory bytes below which its programs cannot start
 * @param parallel programs of it that run at the same time on a node at the most, at least 1
 * @param cacheTime how long what was compiled is kept for other nodes
 * @param memoryDeaths how its programs end when memory runs out inside the limit
 */
public record Language(
    String id,
    String name,
    List<String> aliases,
    String file,
    List<String> compile,
    List<String> check,
    Optional<Link> link,
    Optional<Runtime> runtime,
    List<String> run,
    List<String> version,
    Optional<Heap> heap,
    Duration timeout,
    long memory,
    long smallestMemory,
    int parallel,
    Duration cacheTime,
    List<MemoryDeath> memoryDeaths,
    SelfTest selfTest) {

  /**
   * How programs are linked unless the submission's own options have a word in it. A static C++
   * program starts in 0.6 ms of CPU, a dynamic one in 1.4, and its link costs 10 ms more.
   *
   * @param yieldsTo beginnings of options that cannot stand beside these words
   */
  public record Link(List<String> words, List<String> yieldsTo) {
    List<String> beside(List<String> options) {
      var yields =
          options.stream().anyMatch(option -> yieldsTo.stream().anyMatch(option::startsWith));
      return yields ? List.of() : words;
    }
  }

  /**
   * What runs a program: a lean runtime that starts sooner, unless a source has a text that may
   * need the whole one.
   *
   * @param lean words that fall back to the whole runtime where there is no lean one
   * @param wholeFor texts anywhere in a source file without its white space, comments included
   */
  public record Runtime(List<String> lean, List<String> whole, List<String> wholeFor) {
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

    List<String> fitting(List<SourceFile> sources) {
      return sources.stream().anyMatch(this::needsWhole) ? whole : lean;
    }

    private boolean needsWhole(SourceFile source) {
      var text = new String(source.content(), StandardCharsets.ISO_8859_1); // as it is, by bytes
      var dense = WHITE_SPACE.matcher(text).replaceAll("");
      return wholeFor.stream().anyMatch(dense::contains);
    }
  }

  /**
   * The part of the memory limit that is left for the heap: a share of what lies above the reserve.
   *
   * @param share above 0, at most 1
   * @param reserve bytes the runtime itself needs
   */
  public record Heap(double share, long reserve) {}

  /**
   * An end that means the memory ran out.
   *
   * @param exitCode the exit code it has; -1: any end by the signal instead
   * @param signal the signal that ends it; -1: the exit code decides
   * @param stderr a text found in stderr
   */
  public record MemoryDeath(int exitCode, int signal, String stderr) {}

  /** A program that proves the language works here: its code, input and expected output. */
  public record SelfTest(String code, String stdin, String stdout) {}

  private static final long MIB = 1 << 20;
  private static final long MIN_HEAP_MIB = 8;

  /** The heap in MiB under a memory limit in bytes. */
  public long heapMib(long memory) {
    var bytes = heap.map(h -> (memory - h.reserve()) * h.share()).orElse((double) memory);
    return Math.max(MIN_HEAP_MIB, (long) (bytes / MIB));
  }

  /** The end of its source files' names, such as ".cpp". */
  public String extension() {
    return file.substring(file.lastIndexOf('.'));
  }
}

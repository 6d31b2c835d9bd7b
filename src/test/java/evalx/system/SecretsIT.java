package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A program that looks for the expected output of its test case, and for other test cases. */
@ExtendWith(SharedProduct.class)
class SecretsIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** Prints the marks found in every file it can read, /proc and its own memory included. */
  private static final String SEARCH =
      """
      import os, re, stat, sys
      MARK = re.compile(rb"mark-[a-z]+-[0-9a-f-]{36}")
      SYSTEM = {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"}
      found = set(MARK.findall(sys.stdin.buffer.read()))
      def look(path, places=((0, 1 << 20),)):
          try:
              file = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
              if stat.S_ISREG(os.fstat(file).st_mode):
                  for at, size in places:
                      try: found.update(MARK.findall(os.pread(file, size, at)))
                      except (OSError, OverflowError): pass
              os.close(file)
          except OSError: pass
      for folder, folders, files in os.walk("/"):
          folders[:] = [name for name in folders if os.path.join(folder, name) not in SYSTEM]
          for name in files: look(os.path.join(folder, name))
      for pid in filter(str.isdigit, os.listdir("/proc")):
          for fd in range(64): look(f"/proc/{pid}/fd/{fd}")
          try: areas = [line.split()[0].split("-") for line in open(f"/proc/{pid}/maps")]
          except OSError: continue
          look(f"/proc/{pid}/mem", [(int(a, 16), min(int(b, 16) - int(a, 16), 8 << 20)) for a, b in areas])
      print(*sorted(mark.decode() for mark in found), sep="\\n")
      """;

  @Test
  void aProgramFindsItsOwnInputAndSourceAndNothingElse(Product product) {
    var submission = Client.JSON.createObjectNode().put("language", "python").put("cache", false);
    var source = mark("source");
    submission.put("code", SEARCH + "# " + source + "\n").put("timeout", 10);
    var cases = submission.putArray("test_cases");
    for (int i = 0; i < 3; i++) {
      cases
          .addObject()
          .put("stdin", mark("input") + "\n")
          .put("expected_output", mark("expected") + "\n");
    }
    var client = product.client();
    var result = client.result(client.submit(submission), LIMIT);
    assertThat(result.get("total").asInt()).as(result.toPrettyString()).isEqualTo(3);
    for (int i = 0; i < 3; i++) {
      var testCase = result.get("results").get(i);
      assertThat(testCase.get("status").asText()).as(testCase.toString()).isEqualTo("Wrong Answer");
      assertThat(testCase.get("stdout").asText())
          .isEqualTo(cases.get(i).get("stdin").asText() + source + "\n");
    }
  }

  private static String mark(String of) {
    return "mark-" + of + "-" + UUID.randomUUID();
  }
}

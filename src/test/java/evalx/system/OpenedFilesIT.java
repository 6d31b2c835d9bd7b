package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Files that are opened in the playground, text that is pasted, and what is too large to share. */
@Tag("slow")
class OpenedFilesIT extends AtThePages {
  private static void open(Visit visit, FilePayload... files) {
    visit.page().setInputFiles("#file-buttons input", files);
  }

  private static FilePayload file(String name, String content) {
    return new FilePayload(name, "text/plain", content.getBytes(StandardCharsets.UTF_8));
  }

  private static void isTold(Visit visit, String words) {
    visit.page().locator("#notice", new Page.LocatorOptions().setHasText(words)).waitFor();
  }

  @Test
  void aFileTakesThePlaceOfOneOfItsNameAndCanBeUndone() {
    try (var visit = playground()) {
      var page = visit.page();
      visit.example("Several files");
      open(visit, file("main.c", "int main(void) { return 3; }\n"), file("more.h", ""));
      isTold(visit, "Replaced: main.c");
      assertThat(page.locator("#tabs button").allTextContents())
          .containsExactly("main.c", "queue.c", "queue.h", "more.h");
      visit.runsTo("Runtime Error (NZEC)");

      open(visit, file("main.c", "does not compile"));
      page.locator("#notice button >> text=Bring back").click();
      assertThat(page.textContent(".cm-content")).contains("return 3");
    }
  }

  @Test
  void aFileThatIsNoTextIsNamed() {
    try (var visit = playground()) {
      open(visit, new FilePayload("main.py", "", new byte[] {(byte) 0xff, (byte) 0xfe}));
      isTold(visit, "main.py is no UTF-8 text");
      visit.runsTo("Accepted");
    }
  }

  @Test
  void textThatIsPastedUponAButtonOfTheProgramIsNoTestCase() {
    try (var visit = playground()) {
      var page = visit.page();
      visit.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
      page.evaluate("navigator.clipboard.writeText('1 1\\t2\\n')");
      page.focus("#download");
      page.keyboard().press("Control+V");
      page.focus("#case-add");
      page.keyboard().press("Control+V");
      isTold(visit, "1 test case imported");
      assertThat(page.textContent("#case-count")).isEqualTo("2");
      page.locator("#notice button >> text=Bring back").click();
      assertThat(page.textContent("#case-count")).isEqualTo("1");
    }
  }

  @Test
  void aProgramThatIsTooLargeForALinkIsDownloaded() {
    var bytes = new byte[700_000];
    new Random(1).nextBytes(bytes);
    var large = Base64.getMimeEncoder().encodeToString(bytes);
    try (var visit = playground()) {
      var page = visit.page();
      open(visit, file("one.txt", large), file("two.txt", large.substring(1)));
      page.locator("#tabs button >> text=two.txt").waitFor();
      page.click("#share");
      isTold(visit, "too large for a link");
      var download = page.waitForDownload(() -> page.click("#notice button >> text=Download"));
      assertThat(download.suggestedFilename()).isEqualTo("program.zip");
    }
  }
}

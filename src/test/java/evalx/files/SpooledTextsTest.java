package evalx.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpooledTextsTest {
  @TempDir Path folder;

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  @Test
  void textsAreThereUntilTheRequestIsAnswered() throws IOException {
    try (var texts = FilesIn.store(folder).spool()) {
      var name = texts.keep(text("abc"));
      assertThat(texts.keep(text("abc"))).isEqualTo(name);

      var found = texts.find(name).orElseThrow();
      assertThat(found.open()).hasContent("abc");
      assertThat(found.size()).isEqualTo(3);
      assertThat(found.endsWith('c')).isTrue();
      assertThat(found.endsWith('\n')).isFalse();
      assertThat(texts.find("other")).isEmpty();
    }
    assertThat(folder.resolve("uploads")).isEmptyDirectory();
  }

  @Test
  void ofATextThatBreaksOffNothingIsLeft() throws IOException {
    try (var texts = FilesIn.store(folder).spool()) {
      var broken = InputStream.nullInputStream();
      broken.close();
      assertThatThrownBy(() -> texts.keep(broken)).isInstanceOf(IOException.class);
      assertThat(folder.resolve("uploads")).isEmptyDirectory();
    }
  }
}

package evalx.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.submission.FileId;
import evalx.submission.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCacheTest {
  @TempDir Path folder;
  private FolderBlobs blobs;
  private FileContents files;

  @BeforeEach
  void open() {
    blobs = new FolderBlobs(folder.resolve("store"));
    var cache = new FileCache(blobs, folder.resolve("cache"), 10);
    files = new FileContents(blobs, Optional.of(cache));
  }

  private FileId stored(String content) throws IOException {
    var bytes = content.getBytes(StandardCharsets.UTF_8);
    var id = new FileId(Sha256.hex(bytes));
    blobs.put(id.sha256(), Files.write(folder.resolve("new"), bytes));
    return id;
  }

  private String read(FileId id) throws IOException {
    try (InputStream in = files.of(id).open()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void whatWasFetchedIsThereWithoutTheStore() throws IOException {
    var id = stored("abc");
    assertThat(read(id)).isEqualTo("abc");
    blobs.delete(id.sha256());
    assertThat(read(id)).isEqualTo("abc");
    assertThat(files.of(id).size()).isEqualTo(3);
  }

  @Test
  void theLeastRecentlyUsedIsFetchedAgain() throws IOException {
    var first = stored("11111");
    var second = stored("2222");
    var third = stored("33333");
    read(first);
    read(second);
    read(first);
    try (InputStream open = files.of(first).open()) {
      read(third);
      try (var kept = Files.list(folder.resolve("cache"))) {
        assertThat(kept)
            .extracting(Path::getFileName)
            .extracting(Path::toString)
            .containsExactlyInAnyOrder(first.sha256(), third.sha256());
      }
      read(second);
      assertThat(open).hasContent("11111");
    }
    assertThat(read(first)).isEqualTo("11111");
  }

  @Test
  void aDamagedFileIsNotUsed() throws IOException {
    var id = stored("abc");
    blobs.put(id.sha256(), Files.writeString(folder.resolve("new"), "abd"));
    assertThatThrownBy(() -> read(id))
        .isInstanceOf(FilesAway.class)
        .hasMessageContaining("damaged");
    blobs.put(id.sha256(), Files.writeString(folder.resolve("new"), "abc"));
    assertThat(read(id)).isEqualTo("abc");
  }

  @Test
  void aFileThatIsNotThereIsMissing() {
    var none = new FileId("0".repeat(64));
    assertThatThrownBy(() -> read(none)).isInstanceOf(FileMissing.class);
    assertThatThrownBy(() -> files.of(none).size()).isInstanceOf(FileMissing.class);
  }
}

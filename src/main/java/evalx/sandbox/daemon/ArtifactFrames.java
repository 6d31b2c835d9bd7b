package evalx.sandbox.daemon;

import evalx.sandbox.ArtifactFile;
import evalx.sandbox.artifacts.ArtifactDraft;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files of an artifact in the protocol's frames. */
final class ArtifactFrames {
  private ArtifactFrames() {}

  private record Header(String name, boolean executable, long size) {}

  static void putStore(Frames frames, List<ArtifactFile> files) throws IOException {
    frames.begin(Frames.STORE);
    frames.putInt(files.size());
    frames.end();
    for (var file : files) {
      frames.begin(Frames.FILE);
      frames.putString(file.name());
      frames.putByte(file.executable() ? 1 : 0);
      frames.putLong(file.content().length);
      frames.end();
      frames.putBlob(file.content());
    }
  }

  /** Reads this many files; empty if they have more than {@code maxBytes} together. */
  static Optional<List<ArtifactFile>> take(Frames frames, int count, long maxBytes)
      throws IOException {
    var files = new ArrayList<ArtifactFile>();
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      var header = takeHeader(frames);
      bytes += header.size();
      if (bytes <= maxBytes) {
        var content = frames.takeBlob(header.size());
        files.add(new ArtifactFile(header.name(), content, header.executable()));
      } else { // read it nevertheless, because the next answer follows it
        frames.takeBlob(header.size(), OutputStream.nullOutputStream());
      }
    }
    return bytes > maxBytes ? Optional.empty() : Optional.of(files);
  }

  /** Reads this many files and adds them to a draft. */
  static void take(Frames frames, int count, ArtifactDraft draft) throws IOException {
    for (int i = 0; i < count; i++) {
      var header = takeHeader(frames);
      draft.add(
          header.name(),
          header.executable(),
          header.size(),
          target -> frames.takeBlob(header.size(), target));
    }
  }

  private static Header takeHeader(Frames frames) throws IOException {
    frames.expect(Frames.FILE);
    return new Header(frames.takeString(), frames.takeByte() == 1, frames.takeLong());
  }
}

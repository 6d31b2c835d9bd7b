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

  static void putStore(FrameWriter out, List<ArtifactFile> files) throws IOException {
    out.begin(Frames.STORE);
    out.putInt(files.size());
    out.end();
    for (var file : files) {
      out.begin(Frames.FILE);
      out.putString(file.name());
      out.putByte(file.executable() ? 1 : 0);
      out.putLong(file.content().length);
      out.end();
      out.putBlob(file.content());
    }
  }

  /** Reads this many files; empty if they have more than {@code maxBytes} together. */
  static Optional<List<ArtifactFile>> take(FrameReader in, int count, long maxBytes)
      throws IOException {
    var files = new ArrayList<ArtifactFile>();
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      var header = takeHeader(in);
      bytes += header.size();
      if (bytes <= maxBytes) {
        var content = in.takeBlob(header.size());
        files.add(new ArtifactFile(header.name(), content, header.executable()));
      } else { // read it nevertheless, because the next answer follows it
        in.takeBlob(header.size(), OutputStream.nullOutputStream());
      }
    }
    return bytes > maxBytes ? Optional.empty() : Optional.of(files);
  }

  /** Reads this many files and adds them to a draft. */
  static void take(FrameReader in, int count, ArtifactDraft draft) throws IOException {
    for (int i = 0; i < count; i++) {
      var header = takeHeader(in);
      draft.add(
          header.name(),
          header.executable(),
          header.size(),
          target -> in.takeBlob(header.size(), target));
    }
  }

  private static Header takeHeader(FrameReader in) throws IOException {
    in.expect(Frames.FILE);
    return new Header(in.takeString(), in.takeByte() == 1, in.takeLong());
  }
}

package evalx.sandbox;

import evalx.submission.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Identifies an artifact by the SHA-256 of its files: 64 lower-case hexadecimal digits. */
public record ArtifactId(String sha256) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  public ArtifactId {
    if (!FORM.matcher(sha256).matches()) {
      throw new IllegalArgumentException("not a SHA-256: " + sha256);
    }
  }

  /** What an artifact's id depends on in one file. */
  public record Part(String name, boolean executable, long size, byte[] sha256) {}

  /** The id of these files, as isolate/PROTOCOL.md defines it for STORED. */
  public static ArtifactId of(List<ArtifactFile> files) {
    return ofParts(files.stream().map(ArtifactId::part).toList());
  }

  /** The id of these files; large ones are links in working folders, see {@link LargeFile}. */
  public static ArtifactId of(List<ArtifactFile> files, List<LargeFile> large) {
    return ofParts(
        Stream.concat(
                files.stream().map(ArtifactId::part),
                large.stream().map(file -> part(file.name(), true, file.content())))
            .toList());
  }

  /** The id of an artifact that has one file alone. */
  public static ArtifactId ofOne(String name, Content content) {
    return ofParts(List.of(part(name, false, content)));
  }

  private static Part part(ArtifactFile file) {
    return new Part(
        file.name(), file.executable(), file.content().length, Sha256.of(file.content()));
  }

  private static Part part(String name, boolean executable, Content content) {
    return new Part(name, executable, content.size(), HexFormat.of().parseHex(content.sha256()));
  }

  public static ArtifactId ofParts(List<Part> parts) {
    var whole = Sha256.digest();
    parts.stream()
        .sorted((a, b) -> Arrays.compareUnsigned(bytes(a.name()), bytes(b.name())))
        .forEach(
            part -> {
              var name = bytes(part.name());
              whole.update(number(name.length));
              whole.update(name);
              whole.update(number(part.executable() ? 1 : 0));
              whole.update(number(part.size()));
              whole.update(part.sha256());
            });
    return new ArtifactId(HexFormat.of().formatHex(whole.digest()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] number(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }
}

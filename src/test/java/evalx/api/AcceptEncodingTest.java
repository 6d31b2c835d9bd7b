package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptEncodingTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip",
        "GZIP",
        "deflate, gzip, br",
        "gzip;q=0.5",
        "x-gzip",
        "*",
        "br;q=1.0, gzip ; q=0.8, *;q=0.1",
        "identity;q=0, *"
      })
  void gzipIsAccepted(String header) {
    assertThat(AcceptEncoding.allowsGzip(header)).isTrue();
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "identity",
        "br",
        "gzip;q=0",
        "gzip; q=0.000",
        "*;q=0",
        "gzip;q=0, *",
        "gzipped",
        ",;,"
      })
  void gzipIsNotAccepted(String header) {
    assertThat(AcceptEncoding.allowsGzip(header)).isFalse();
  }
}

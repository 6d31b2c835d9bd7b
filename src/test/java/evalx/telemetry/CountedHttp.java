package evalx.telemetry;

import evalx.config.Settings;
import evalx.language.Languages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The metrics of requests, and how they are read. */
public final class CountedHttp {
  private final Metrics all;
  private final HttpMetrics http;

  public CountedHttp(Languages languages) {
    all = new Metrics(languages);
    http = new HttpMetrics(all);
  }

  public HttpMetrics metrics() {
    return http;
  }

  /** Of a node that exports no traces. */
  public RequestSpans spans() {
    return new RequestSpans(new ExportSpans(Settings.of(name -> null)));
  }

  /** As a scraper reads them. */
  public String text() {
    var text = new ByteArrayOutputStream();
    try {
      all.write(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString(StandardCharsets.UTF_8);
  }
}

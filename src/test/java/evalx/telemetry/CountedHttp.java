package evalx.telemetry;

import evalx.config.Settings;

/** The metrics of requests, and how they are read. */
public final class CountedHttp {
  private final Metrics all = new Metrics();
  private final HttpMetrics http = new HttpMetrics(all);

  public HttpMetrics metrics() {
    return http;
  }

  /** Of a node that exports no traces. */
  public RequestSpans spans() {
    return new RequestSpans(new ExportSpans(Settings.of(name -> null)));
  }

  /** As a scraper reads them. */
  public String text() {
    return Scraped.text(all);
  }
}

package evalx.node;

import evalx.config.Settings;
import evalx.language.Languages;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Gives the languages, read once, to every bean of the application. */
@ApplicationScoped
class ProduceLanguages {
  /** Ends the start where an entry is wrong. */
  @Produces
  @Singleton
  Languages languages(Settings settings) {
    return Languages.of(
        settings.runs().languages().folder(), settings.runs().languages().offered());
  }
}

package evalx.files;

import evalx.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Opens the store that the settings name. */
@ApplicationScoped
class ChooseBlobs {
  @Produces
  @Singleton
  Blobs blobs(Settings settings) {
    var files = settings.files();
    return new FolderBlobs(files.shared().orElseGet(() -> files.own().resolve("store")));
  }
}

package evalx.files;

import evalx.config.FileSettings;
import evalx.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Opens the store that the settings name. */
@ApplicationScoped
class ChooseBlobs {
  @Produces
  @Singleton
  Blobs blobs(Settings settings) {
    var files = settings.stores().files();
    return files
        .place()
        .map(ChooseBlobs::shared)
        .orElseGet(() -> new FolderBlobs(files.own().resolve("store")));
  }

  private static Blobs shared(FileSettings.Place place) {
    if (place instanceof FileSettings.Place.Folder folder) {
      return new FolderBlobs(folder.path());
    }
    if (place instanceof FileSettings.Place.Bucket bucket) {
      return new BucketBlobs(bucket);
    }
    throw new IllegalStateException("no store at " + place);
  }

  void close(@Disposes Blobs blobs) {
    blobs.close();
  }
}

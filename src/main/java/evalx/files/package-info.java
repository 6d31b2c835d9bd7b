/**
 * The file store: test data and files that submissions name by their SHA-256 instead of carrying
 * them. Files come in through {@link evalx.files.FileStore}; a worker reads them through {@link
 * evalx.files.FileContents}.
 */
@NullMarked
package evalx.files;

import org.jspecify.annotations.NullMarked;

/** SandboxFusion's run_code and submit, as training code speaks them. */
@NullMarked
package evalx.dialect.sandboxfusion;

import org.jspecify.annotations.NullMarked;

/** SandboxFusion's run_code, as training code speaks it. */
@NullMarked
package evalx.dialect.sandboxfusion;

import org.jspecify.annotations.NullMarked;

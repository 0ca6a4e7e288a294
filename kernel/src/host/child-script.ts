/** The child's script, self-contained, below the installation. Written by the build from `host/child-main.ts`. */
export const CHILD_SCRIPT = 'dist/child-main.mjs';

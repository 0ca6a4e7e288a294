export declare function loadSemver(): typeof import('semver');

export declare function loadCosmiconfig(): typeof import('cosmiconfig');
export declare function loadToml(): typeof import('smol-toml');

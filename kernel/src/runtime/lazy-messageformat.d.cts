export declare function loadMessageFormat(): typeof import('intl-messageformat').IntlMessageFormat;

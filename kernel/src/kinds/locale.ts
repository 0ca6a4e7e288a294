/** A locale is data: `messagesFile` names a JSON object of key → text inside the plugin folder. */
export interface LocaleContribution {
  id: string;
  /** its own name for itself */
  name: string;
  /** absent: the texts that the code carries, in English */
  messagesFile?: string;
  /** BCP 47, for plurals, numbers and dates; default: the id */
  tag?: string;
  rtl?: boolean;
}

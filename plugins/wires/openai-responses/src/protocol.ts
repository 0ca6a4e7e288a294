/** The parts of the protocol that this wire reads; everything may be missing. */
export interface StreamEvent {
  type?: string;
  response?: Response;
  item?: OutputItem;
  output_index?: number;
  summary_index?: number;
  delta?: string;
  error?: unknown;
}

export interface Response {
  id?: string;
  model?: string;
  status?: string;
  error?: unknown;
  incomplete_details?: { reason?: string } | null;
  output?: OutputItem[];
  usage?: unknown;
}

export interface OutputItem {
  type?: string;
  id?: string;
  status?: string;
  call_id?: string;
  name?: string;
  arguments?: string;
  content?: { type?: string; text?: string; refusal?: string }[];
  summary?: { type?: string; text?: string }[];
  encrypted_content?: string;
}

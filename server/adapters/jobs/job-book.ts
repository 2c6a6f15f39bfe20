/** Which kinds have jobs, and where they are written. */

/** By the kind's name. */
export type JobBook = ReadonlyMap<
  string,
  { readonly url: string; readonly run: Readonly<Record<string, (input: never) => unknown>> }
>

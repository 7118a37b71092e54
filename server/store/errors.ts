/** The data can't be opened: in use, not a folder, of a newer version. The message says what to do. */
export class StoreUnavailable extends Error {}
/** No organization of that id. */
export class UnknownOrganization extends Error {}
/** A name, id or slug is taken. */
export class StoreConflict extends Error {}
/** A cursor that this store did not issue for this query. */
export class BadCursor extends Error {}
/** What is stored is not what the database says. */
export class StoreCorrupt extends Error {}
/** A stored content is not there, or is not what was stored. The message is for the log, and names it. */
export class ContentDamaged extends StoreCorrupt {
  readonly content: string
  readonly fault: ContentFault

  constructor(content: string, fault: ContentFault, options?: ErrorOptions) {
    super(`The content ${content} is ${fault}.`, options)
    this.content = content
    this.fault = fault
  }
}
/** `damaged`: other bytes than were stored, fewer, more, or ones that can't be read. */
export type ContentFault = 'damaged' | 'missing'
/** Content that a change refers to may have been removed meanwhile: it has to be sent again. */
export class ContentLost extends Error {}
/** Somebody else writes for too long: nothing was changed, and the same may succeed a moment later. */
export class StoreBusy extends Error {}
/** There is no space left: nothing was changed. */
export class StoreFull extends Error {}
/** The data can not be reached: its folder is gone or may only be read, or the disk fails. */
export class StoreAway extends Error {}
/** An engine behind a socket does not answer, and may do so in a moment. Whether the last change was made is not known. */
export class EngineAway extends StoreAway {}
/** A page of the database is not what it should be. */
export class DatabaseDamaged extends StoreCorrupt {}

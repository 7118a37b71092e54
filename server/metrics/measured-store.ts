import type { ContentStore, OpenContent, StagedContent } from '#server/store/contents.ts'
import type { Store } from '#server/store/store.ts'
import type { UploadStore, UploadWriter } from '#server/store/uploads.ts'
import { faultLabel } from './labels.ts'
import type { Operation } from './labels.ts'
import type { Metrics } from './metrics.ts'

/** Told what each call of the store took. */
type Meter = Pick<Metrics, 'stored'>

/** Audit records that were handed to the store, and are not written yet. */
export interface AuditBacklog {
  waiting: number
}

/**
 * The same store, which tells what it takes: in front of the ports, so that it is the same for every engine. What is
 * asked seldom, by whoever runs the server, is not measured.
 */
export function measuredStore(store: Store, meter: Meter, backlog: AuditBacklog): Store {
  const timed = timedBy(meter)
  const { binaries, organizations, tokens, sessions, longQueries, words } = store
  return {
    ...store,
    binaries: {
      current: timed('read', (...asked) => binaries.current(...asked)),
      version: timed('read', (...asked) => binaries.version(...asked)),
      versions: timed('read', (...asked) => binaries.versions(...asked)),
      commit: timed('commit', (...asked) => binaries.commit(...asked)),
      instanceHistory: timed('history', (...asked) => binaries.instanceHistory(...asked)),
      typeHistory: timed('history', (...asked) => binaries.typeHistory(...asked)),
      search: timed('search', (...asked) => binaries.search(...asked)),
    },
    organizations: {
      list: timed('access', () => organizations.list()),
      find: timed('access', (...asked) => organizations.find(...asked)),
      add: (...asked) => organizations.add(...asked),
    },
    tokens: {
      add: (...asked) => tokens.add(...asked),
      list: () => tokens.list(),
      find: timed('access', (...asked) => tokens.find(...asked)),
      revoke: (...asked) => tokens.revoke(...asked),
    },
    sessions: {
      begin: (...asked) => sessions.begin(...asked),
      find: timed('access', (...asked) => sessions.find(...asked)),
      keep: (...asked) => sessions.keep(...asked),
      end: (...asked) => sessions.end(...asked),
      endAll: () => sessions.endAll(),
      expire: (...asked) => sessions.expire(...asked),
    },
    longQueries: {
      used: timed('walk', (...asked) => longQueries.used(...asked)),
      find: timed('walk', (...asked) => longQueries.find(...asked)),
      keep: timed('walk', (...asked) => longQueries.keep(...asked)),
      expire: (...asked) => longQueries.expire(...asked),
    },
    words: {
      among: timed('words', (...asked) => words.among(...asked)),
      files: timed('words', (...asked) => words.files(...asked)),
      state: timed('words', (...asked) => words.state(...asked)),
      bytes: () => words.bytes(),
      pending: (...asked) => words.pending(...asked),
      rebuild: (...asked) => words.rebuild(...asked),
      close: () => words.close(),
    },
    audit: measuredAudit(store, timed, backlog),
    contents: measuredContents(store.contents, meter),
    uploads: measuredUploads(store.uploads, meter),
  }
}

type Timed = ReturnType<typeof timedBy>

function timedBy(meter: Meter) {
  return <Asked extends unknown[], Result>(
    operation: Operation,
    call: (...asked: Asked) => Promise<Result>,
  ) =>
    async (...asked: Asked): Promise<Result> => {
      return await new Watch(meter, operation).last(() => call(...asked))
    }
}

/** Adds up what the pieces of one operation take, and says it once. */
class Watch {
  readonly #meter: Meter
  readonly #operation: Operation
  #milliseconds = 0
  #failed: { error: unknown } | undefined
  #isOver = false

  constructor(meter: Meter, operation: Operation) {
    this.#meter = meter
    this.#operation = operation
  }

  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    const began = performance.now()
    try {
      return await work()
    } catch (error) {
      this.#failed ??= { error }
      throw error
    } finally {
      this.#milliseconds += performance.now() - began
    }
  }

  /** A piece behind which others come, unless it fails. */
  async first<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await this.during(work)
    } catch (error) {
      this.end()
      throw error
    }
  }

  /** The last piece. */
  async last<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await this.during(work)
    } finally {
      this.end()
    }
  }

  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    const fault = this.#failed && faultLabel(this.#failed.error)
    this.#meter.stored(this.#operation, this.#milliseconds / 1000, fault)
  }
}

function measuredAudit({ audit }: Store, timed: Timed, backlog: AuditBacklog): Store['audit'] {
  const waiting =
    <Asked extends unknown[], Result>(call: (...asked: Asked) => Promise<Result>) =>
    async (...asked: Asked): Promise<Result> => {
      backlog.waiting += 1
      try {
        return await call(...asked)
      } finally {
        backlog.waiting -= 1
      }
    }
  return {
    append: waiting((record) => audit.append(record)),
    appendNow: waiting(timed('audit', (record) => audit.appendNow(record))),
    complete: waiting((...asked) => audit.complete(...asked)),
    appendFold: waiting((record) => audit.appendFold(record)),
    extendFold: waiting((...asked) => audit.extendFold(...asked)),
    surplus: (...asked) => audit.surplus(...asked),
    drop: (...asked) => audit.drop(...asked),
    list: (...asked) => audit.list(...asked),
  }
}

function measuredContents(contents: ContentStore, meter: Meter): ContentStore {
  return {
    stage: async (organizationId) => {
      const watch = new Watch(meter, 'content-write')
      return measuredStaged(await watch.first(() => contents.stage(organizationId)), watch)
    },
    open: async (content, options) => {
      const watch = new Watch(meter, 'content-read')
      return measuredOpen(await watch.first(() => contents.open(content, options)), watch)
    },
    collect: () => contents.collect(),
    tidy: () => contents.tidy(),
  }
}

/** What is given up is not counted: how long it took says little of the store. */
function measuredStaged(staged: StagedContent, watch: Watch): StagedContent {
  return {
    write: (chunk) => watch.first(() => staged.write(chunk)),
    keep: () => watch.last(() => staged.keep()),
    drop: () => staged.drop(),
  }
}

function measuredOpen(open: OpenContent, watch: Watch): OpenContent {
  return {
    bytes: async function* () {
      const bytes = open.bytes()
      try {
        while (true) {
          const { value, done } = await watch.during(() => bytes.next())
          if (done === true) return
          yield value
        }
      } finally {
        watch.end()
        await bytes.return(undefined)
      }
    },
    close: () => open.close(),
  }
}

function measuredUploads(uploads: UploadStore, meter: Meter): UploadStore {
  return {
    begin: (...asked) => uploads.begin(...asked),
    find: (...asked) => uploads.find(...asked),
    open: async (...asked) => {
      const watch = new Watch(meter, 'upload-write')
      const opened = await watch.first(() => uploads.open(...asked))
      if (opened.kind !== 'opened') return opened
      return { ...opened, writer: measuredWriter(opened.writer, watch) }
    },
    content: (upload) => measuredStaged(uploads.content(upload), new Watch(meter, 'content-write')),
    end: (...asked) => uploads.end(...asked),
    expire: () => uploads.expire(),
  }
}

function measuredWriter(writer: UploadWriter, watch: Watch): UploadWriter {
  return {
    get missing() {
      return writer.missing
    },
    get signal() {
      return writer.signal
    },
    write: (chunk) => watch.during(() => writer.write(chunk)),
    close: (expires) => watch.last(() => writer.close(expires)),
  }
}

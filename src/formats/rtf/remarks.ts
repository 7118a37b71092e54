/** What is to be said about a document, each thing once. */
export class Remarks {
  /** What is missing because the file is damaged or more than is read. */
  readonly faults = new Set<string>()
  private readonly said = new Set<string>()
  private readonly counted = new Map<string, { count: number; say: (count: number) => string }>()
  private readonly named = new Map<string, { names: Set<string>; say: (names: string) => string }>()

  fault(sentence: string): void {
    this.faults.add(sentence)
  }

  say(sentence: string): void {
    this.said.add(sentence)
  }

  /** Something that may be there often. @param kind what is counted together */
  count(kind: string, say: (count: number) => string): void {
    const known = this.counted.get(kind)
    if (known) known.count += 1
    else this.counted.set(kind, { count: 1, say })
  }

  /** Something that has names, of which the first few are said. */
  name(kind: string, name: string, say: (names: string) => string): void {
    let known = this.named.get(kind)
    if (known === undefined) {
      known = { names: new Set(), say }
      this.named.set(kind, known)
    }
    known.names.add(name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name)
  }

  /** Text had bytes that its code page does not have. */
  lost(isText: boolean, page: number, isKnown: boolean): void {
    if (!isKnown && isText)
      this.say(
        `Some of the text is in code page ${page}, which can’t be read here; its letters beyond A to Z are shown as “\uFFFD”.`,
      )
    else this.say('Some characters can’t be read; they are shown as “\uFFFD”.')
  }

  /** All sentences, in the order in which they first came up within their kind. */
  all(): string[] {
    const counted = [...this.counted.values()].map(({ count, say }) => say(count))
    const named = [...this.named.values()].map(({ names, say }) => say(listed([...names])))
    return [...this.said, ...counted, ...named]
  }
}

const LONGEST_NAME = 100
const MOST_NAMES = 5

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES
  return more > 0 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${more} more` : names.join(', ')
}

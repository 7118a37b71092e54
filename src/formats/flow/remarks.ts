/** Remarks on a document: each said once, what happens often with its count. */
export class Remarks {
  private readonly counts = new Map<string, number>()

  add(remark: string): void {
    this.counts.set(remark, (this.counts.get(remark) ?? 0) + 1)
  }

  list(): string[] {
    return [...this.counts].map(([remark, count]) =>
      count === 1 ? remark : `${remark} (${count} times)`,
    )
  }
}

import type { Conflict } from '#api/binaries/conflict.ts'
import { author, contentSize } from '#fhir/binary/binary.ts'
import { Time } from '#ui/display/Quantity.tsx'
import { ThreeWaysTable, type Deciding } from './ThreeWaysTable.tsx'

/** Who was faster, and what both changed. */
export function WhatHappened(props: { conflict: Conflict; restore: Deciding | undefined }) {
  const { remote, base, mine, change } = props.conflict
  const when = remote.lastUpdated !== undefined && (
    <>
      {' '}
      on <Time value={remote.lastUpdated} />
    </>
  )
  if (remote.state === 'deleted') {
    return (
      <p>
        This file was deleted in the meantime{when}
        {remote.author !== undefined && (
          <>
            {' '}
            by <bdi>{remote.author}</bdi>
          </>
        )}
        .{change.kind !== 'remove' && ' Applying your change restores it.'}
      </p>
    )
  }
  const who = author(remote.binary)
  return (
    <>
      <p>
        {who === undefined ? (
          'Another version was saved'
        ) : (
          <>
            <bdi>{who}</bdi> saved another version
          </>
        )}
        {when}. Your change is not saved yet.
      </p>
      <ThreeWaysTable
        {...{ base, mine, restore: props.restore }}
        remote={remote.binary}
        baseStored={base && props.conflict.restore?.bytes.baseStored}
        myContent={contentOf(props.conflict)}
      />
    </>
  )
}

/** The content that the change brings, where it brings one. */
function contentOf({ change, mine, restore }: Conflict): { size: number | undefined } | undefined {
  switch (change.kind) {
    case 'content':
      return { size: change.size }
    case 'restore':
      if (change.part === 'fields' || restore?.bytes.baseRestored === 'same') return undefined
      return { size: mine === undefined ? undefined : contentSize(mine) }
    case 'patch':
    case 'remove':
      return undefined
  }
}

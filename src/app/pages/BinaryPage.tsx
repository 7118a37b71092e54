import { useSyncExternalStore } from 'react'
import { useParams } from 'react-router'
import { listOrder, neighboursOf } from '#features/binaries/list/list-order.ts'
import { BinaryActions } from '../binary/BinaryActions.tsx'
import { BinaryView } from '../binary/BinaryView.tsx'
import { useBinary } from '../binary/BinaryView.tsx'
import { ListNeighbours } from '../binary/ListNeighbours.tsx'
import { ReadNeighbours } from '../binary/ReadNeighbours.tsx'
import { Page } from '../Page.tsx'
import { useNameOf } from '../use-binary-name.ts'

/** `/o/:org/Binary/:id`: one Binary as it is now, or as it was when this page was opened. */
export default function BinaryPage() {
  const { org = '', id = '' } = useParams()
  return <OneBinary key={`${org}/${id}`} org={org} id={id} />
}

function OneBinary({ org, id }: { org: string; id: string }) {
  const watched = useBinary(org, id)
  const { shown, error } = watched
  const live = shown?.state === 'live' ? shown : undefined
  const order = useSyncExternalStore(listOrder.subscribe, listOrder.get)
  const name = useNameOf(shown, id)
  return (
    <Page
      fill={live !== undefined}
      title={
        shown?.state === 'deleted'
          ? 'Deleted file'
          : (name ?? (error === null ? 'Opening…' : 'File'))
      }
      actions={
        <>
          <ListNeighbours {...{ org, id }} />
          {live && !watched.isListed && <BinaryActions {...{ org, id }} current={live} />}
        </>
      }
    >
      <BinaryView {...{ org, id, watched }} />
      <ReadNeighbours org={org} neighbours={neighboursOf(order, org, id)} />
    </Page>
  )
}

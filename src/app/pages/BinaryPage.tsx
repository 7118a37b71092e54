import { useParams } from 'react-router'
import { BinaryActions } from '../binary/BinaryActions.tsx'
import { BinaryBody } from '../binary/BinaryBody.tsx'
import { BinaryFailed, BinaryLoading } from '../binary/BinaryStates.tsx'
import { ChangedBanner } from '../binary/ChangedBanner.tsx'
import { DeletedBinary } from '../binary/DeletedBinary.tsx'
import { useBinary } from '../binary/use-binary.ts'
import { Page } from '../Page.tsx'
import { useNameOf } from '../use-binary-name.ts'

/** `/o/:org/Binary/:id`: one Binary as it is now, or as it was when this page was opened. */
export default function BinaryPage() {
  const { org = '', id = '' } = useParams()
  return <OneBinary key={`${org}/${id}`} org={org} id={id} />
}

function OneBinary({ org, id }: { org: string; id: string }) {
  const { shown, newer, showNewer, error, retry } = useBinary(org, id)
  const live = shown?.state === 'live' ? shown : undefined
  const name = useNameOf(shown, id)
  return (
    <Page
      fill={live !== undefined}
      title={
        shown?.state === 'deleted'
          ? 'Deleted file'
          : (name ?? (error === null ? 'Opening…' : 'File'))
      }
      actions={live && <BinaryActions {...{ org, id }} current={live} />}
    >
      {newer && <ChangedBanner newer={newer} onShow={showNewer} />}
      {error && <BinaryFailed {...{ org, error }} onRetry={retry} />}
      {!error && shown === undefined && <BinaryLoading />}
      {shown?.state === 'deleted' && <DeletedBinary {...{ org, id }} deleted={shown} />}
      {live && <BinaryBody {...{ org, id }} shown={live} />}
    </Page>
  )
}

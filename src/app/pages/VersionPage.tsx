import { useQuery } from '@tanstack/react-query'
import { GitCompare, History, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { useParams } from 'react-router'
import type { BinaryState, LiveBinary } from '#api/binaries/types.ts'
import { useApi } from '#api/context.tsx'
import { useWriteProblem } from '#api/organizations/use-write-problem.ts'
import { conflicts } from '#features/edit/conflicts.ts'
import { RestoreDialog } from '#features/history/RestoreDialog.tsx'
import { useVersionTitles } from '#features/history/use-version-titles.ts'
import { DownloadButton } from '#features/preview/DownloadButton.tsx'
import { shortAuthor } from '#fhir/attribution.ts'
import { author } from '#fhir/binary/binary.ts'
import { paths } from '#site/paths.ts'
import { Button, LinkButton } from '#ui/controls/Button.tsx'
import { Time } from '#ui/display/Quantity.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { EmptyState } from '#ui/feedback/states.tsx'
import { BinaryBody, BinaryFailed, BinaryLoading } from '../binary/BinaryView.tsx'
import { CompareWithFile } from '../binary/CompareWithFile.tsx'
import { ContentChanges } from '../binary/ContentChanges.tsx'
import { Page } from '../Page.tsx'
import { titleWith, useNameOf } from '../use-binary-name.ts'

/** `/o/:org/Binary/:id/_history/:versionId`: one version, which never changes any more. */
export default function VersionPage() {
  const { org = '', id = '', versionId = '' } = useParams()
  return <OneVersion key={`${org}/${id}/${versionId}`} {...{ org, id, versionId }} />
}

interface Address {
  org: string
  id: string
  versionId: string
}

function OneVersion(address: Address) {
  const { org, id, versionId } = address
  const api = useApi()
  const version = useQuery(api.binaries.version(org, id, versionId))
  const current = useQuery(api.binaries.detail(org, id))
  const { titleOf } = useVersionTitles(org, id)
  const live = version.data?.state === 'live' ? version.data : undefined
  const name = useNameOf(live ?? current.data, id)
  const title = titleOf(versionId)
  return (
    <Page
      fill={live !== undefined}
      title={titleWith(title, name)}
      actions={
        live && <VersionActions {...address} {...{ live, titleOf }} current={current.data} />
      }
    >
      {live && <CompareWithFile {...address} />}
      {live && <WhichVersion {...address} {...{ live, titleOf }} current={current.data} />}
      {version.error && version.data === undefined && (
        <BinaryFailed
          {...{ org, error: version.error }}
          what="version"
          onRetry={() => void version.refetch()}
        />
      )}
      {version.isPending && <BinaryLoading />}
      {version.data?.state === 'deleted' && <Deletion {...address} title={title} />}
      {live && <BinaryBody {...{ org, id }} shown={live} />}
    </Page>
  )
}

interface Shown extends Address {
  live: LiveBinary
  current: BinaryState | undefined
  titleOf: (versionId: string) => string
}

function WhichVersion({ org, id, versionId, live, current, titleOf }: Shown) {
  const isCurrent = current?.state === 'live' && current.versionId === versionId
  const who = author(live.binary)
  const now =
    current?.versionId === undefined
      ? ''
      : current.state === 'deleted'
        ? 'The file has been deleted since.'
        : `The current version is ${titleOf(current.versionId).toLowerCase()}.`
  return (
    <Banner
      tone="info"
      title={`You are looking at ${titleOf(versionId).toLowerCase()}`}
      actions={
        <LinkButton size="s" to={paths.binary(org, id)}>
          Open the current version
        </LinkButton>
      }
    >
      {live.lastUpdated !== undefined && (
        <>
          Saved on <Time value={live.lastUpdated} />
          {who !== undefined && (
            <>
              {' '}
              by <bdi title={who}>{shortAuthor(who)}</bdi>
            </>
          )}
          .{' '}
        </>
      )}
      {isCurrent ? 'This is the current version.' : now}
    </Banner>
  )
}

function VersionActions({ org, id, versionId, live, current, titleOf }: Shown) {
  const [restoring, setRestoring] = useState(false)
  const problem = useWriteProblem(org)
  const now = current?.versionId
  const isCurrent = current?.state === 'live' && now === versionId
  return (
    <>
      <DownloadButton {...{ org, id, versionId }} binary={live.binary} variant="primary" />
      {current?.state === 'live' && now !== undefined && !isCurrent && (
        <LinkButton icon={GitCompare} to={paths.compare(org, id, versionId, now)}>
          Compare with current
        </LinkButton>
      )}
      <Button
        icon={RotateCcw}
        busy={current === undefined}
        disabledReason={isCurrent ? 'This is already the current version.' : problem}
        onClick={() => setRestoring(true)}
      >
        Restore
      </Button>
      <LinkButton icon={History} to={paths.versions(org, id)}>
        Versions
      </LinkButton>
      {restoring && current !== undefined && (
        <RestoreDialog
          {...{ org, id }}
          version={{ versionId, title: titleOf(versionId), binary: live.binary }}
          current={{
            replaces: current,
            title: now === undefined ? 'The current version' : titleOf(now),
            binary: current.state === 'live' ? current.binary : undefined,
          }}
          renderRestored={(older, newer) => <ContentChanges {...{ org, id, older, newer }} />}
          onClose={() => setRestoring(false)}
          onConflict={(restored, part, baseVersionId) => {
            const change = { kind: 'restore', versionId: restored, part } as const
            conflicts.set({ org, id, change, baseVersionId })
          }}
        />
      )}
    </>
  )
}

function Deletion({ org, id, title }: Address & { title: string }) {
  const actions = (
    <>
      <LinkButton variant="primary" to={paths.versions(org, id)}>
        Versions
      </LinkButton>
      <LinkButton to={paths.binary(org, id)}>Open the current version</LinkButton>
    </>
  )
  return (
    <EmptyState title={`${title} is a deletion`} actions={actions}>
      It has no content. Earlier versions are kept.
    </EmptyState>
  )
}

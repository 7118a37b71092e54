import { useQuery } from '@tanstack/react-query'
import { UserRound } from 'lucide-react'
import { Link } from 'react-router'
import { useApi } from '#api/context.tsx'
import { securityContextKey, securityContextText } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { isolate } from '#lib/isolate.ts'
import { paths } from '#site/paths.ts'
import { LinkButton } from '#ui/controls/Button.tsx'

/** To all files of the same patient or context; nothing where there is none. */
export function ContextLink({ org, binary }: { org: string; binary: Binary }) {
  const context = contextOf(binary)
  if (context === undefined) return null
  return (
    <Link to={paths.context(org, context.key)} title={TITLE}>
      <bdi>{context.text}</bdi>
    </Link>
  )
}

/** The same among the actions of a page about one file, as the file is now. */
export function ContextButton({ org, id }: { org: string; id: string }) {
  const { data } = useQuery({ ...useApi().binaries.detail(org, id), refetchOnWindowFocus: false })
  const context = data?.state === 'live' ? contextOf(data.binary) : undefined
  if (context === undefined) return null
  return (
    <LinkButton variant="quiet" icon={UserRound} to={paths.context(org, context.key)}>
      Files of {isolate(context.text)}
    </LinkButton>
  )
}

const TITLE = 'All files of this security context'

function contextOf(binary: Binary): { key: string; text: string } | undefined {
  const key = securityContextKey(binary)
  if (key === undefined || key === '') return undefined
  return { key, text: securityContextText(binary) ?? key }
}

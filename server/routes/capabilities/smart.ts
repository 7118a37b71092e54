import type { RouteOptions } from 'fastify'
import type { SignInElsewhere } from '#server/auth/identity.ts'
import type { Endpoints } from '#server/auth/oidc/discovery.ts'
import { PLAIN_JSON, sendJson } from '#server/http/answer/answer.ts'
import { Problem } from '#server/http/errors.ts'
import type { Deps } from '../deps.ts'

/**
 * Where a program that knows the address of the FHIR API alone finds out how people sign in: the same for all organizations,
 * whether they are there or not, and for anybody who asks.
 * https://hl7.org/fhir/smart-app-launch/conformance.html#using-well-known
 */
export function smartConfigurationRoute({ elsewhere }: Deps): RouteOptions[] {
  if (!elsewhere) return []
  return [
    {
      method: ['GET', 'HEAD'],
      url: '/organizations/:org/fhir/4/.well-known/smart-configuration',
      config: { open: true },
      handler: async (_request, reply) => {
        const { issuer, endpoints } = elsewhere
        if (!endpoints) {
          const headers = { 'retry-after': '5' }
          const message = 'The identity provider has not answered yet. Try again.'
          throw new Problem('unavailable', message, { headers })
        }
        const body = {
          issuer,
          jwks_uri: endpoints.keys,
          authorization_endpoint: endpoints.authorization,
          token_endpoint: endpoints.token,
          ...(endpoints.revocation !== undefined && {
            revocation_endpoint: endpoints.revocation,
          }),
          ...(endpoints.introspection !== undefined && {
            introspection_endpoint: endpoints.introspection,
          }),
          ...endpoints.abilities,
          capabilities: ['permission-user', 'permission-v1', 'permission-v2'],
        }
        reply.header('cache-control', 'no-cache')
        return sendJson(reply, 200, body, PLAIN_JSON)
      },
    },
  ]
}

/** What the CapabilityStatement says of it: https://hl7.org/fhir/R4/security.html, and where SMART's clients look it up. */
export function declaredSecurity(elsewhere: SignInElsewhere | undefined): object {
  if (!elsewhere) return { cors: true, description: OWN }
  const { endpoints } = elsewhere
  return {
    ...(endpoints && { extension: [oauthUris(endpoints)] }),
    cors: true,
    service: ['OAuth', 'SMART-on-FHIR'].map((code) => ({ coding: [{ system: SERVICE, code }] })),
    description: `${OWN} Tokens are also issued by ${elsewhere.issuer}.`,
  }
}

const OWN = 'Authorization: Bearer <token>, each token for some organizations or all.'

const SERVICE = 'http://terminology.hl7.org/CodeSystem/restful-security-service'

function oauthUris({ authorization, token, revocation, introspection }: Endpoints): object {
  const all = { authorize: authorization, token, revoke: revocation, introspect: introspection }
  return {
    url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
    extension: Object.entries(all).flatMap(([url, valueUri]) =>
      valueUri === undefined ? [] : [{ url, valueUri }],
    ),
  }
}

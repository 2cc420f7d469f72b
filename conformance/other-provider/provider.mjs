// Another OpenID provider (oidc-provider for Node.js), set up as an administration
// would: JWT access tokens for our API, with the claims of SPID and CIE. What is
// typed as login becomes the fiscal number. The resources after the first show what
// must be refused.
import { generateKeyPairSync } from 'node:crypto';
import { Provider } from 'oidc-provider';

const [issuer, audience] = process.argv.slice(2);
const FISCAL_NUMBER = 'https://attributes.eid.gov.it/fiscal_number';

const jwk = (kid, alg, [type, options]) => ({
  ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig',
});

// What a token for a resource is signed with, how long it lives, what it claims.
const resources = {
  '': {},
  '/es256': { alg: 'ES256' },
  '/ps256': { alg: 'PS256' },
  '/low': { acr: 'https://www.spid.gov.it/SpidL1' },
  '/long': { ttl: 7200 },
  '/elsewhere': { audience: 'https://else.example.it' },
  '/nobody': { anonymous: true },
  '/eddsa': { alg: 'EdDSA' },
};
const resource = (uri) => resources[uri.slice(audience.length)];

const provider = new Provider(issuer, {
  jwks: {
    keys: [
      jwk('one', 'RS256', ['rsa', { modulusLength: 2048 }]), jwk('two', 'PS256', ['rsa', { modulusLength: 3072 }]),
      jwk('three', 'ES256', ['ec', { namedCurve: 'P-256' }]), jwk('four', 'EdDSA', ['ed25519', {}]),
    ],
  },
  clients: [
    {
      client_id: 'portal', application_type: 'native', token_endpoint_auth_method: 'none',
      redirect_uris: ['http://127.0.0.1/callback'], grant_types: ['authorization_code'],
    },
    {
      client_id: 'office', client_secret: 'for-the-trial-only', token_endpoint_auth_method: 'client_secret_basic',
      redirect_uris: [], response_types: [], grant_types: ['client_credentials'],
    },
  ],
  cookies: { keys: ['for-the-trial-only'] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  pkce: { required: () => true },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => undefined,
      useGrantedResource: () => true,
      getResourceServerInfo: (_, uri) => ({
        scope: 'certificates:read certificates:withdraw',
        audience: resource(uri).audience ?? audience,
        accessTokenFormat: 'jwt',
        accessTokenTTL: resource(uri).ttl ?? 900,
        jwt: { sign: { alg: resource(uri).alg ?? 'RS256' } },
      }),
    },
  },
  extraTokenClaims: (_, token) => {
    if (token.kind === 'ClientCredentials') return { offices: ['H501'] };
    const about = token.resourceServer && resource(token.resourceServer.identifier());
    if (!about || about.anonymous) return {};
    return { acr: about.acr ?? 'https://www.spid.gov.it/SpidL2', [FISCAL_NUMBER]: `TINIT-${token.accountId}` };
  },
  ttl: { IdToken: 900, Interaction: 900, Session: 900, Grant: 900 },
});

provider.listen(new URL(issuer).port, '127.0.0.1');

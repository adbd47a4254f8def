// Other people's FHIR clients against a running server, each with a real token:
//   npm install && node smoke.mjs http://localhost:8080 demo demo-secret
// Ends with a line for each client and exits with 1 when one of them failed.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { MedplumClient } from '@medplum/core';
import { Client as KitClient } from 'fhir-kit-client';
import SmartClient from 'fhirclient';

const [root, id, secret] = process.argv.slice(2);
const base = `${root}/fhir`;

async function token() {
  const answer = await fetch(`${root}/oauth2/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'system/*.cruds' }),
  });
  assert.equal(answer.status, 200, 'no token');
  return (await answer.json()).access_token;
}

const patient = (family, given) => ({ resourceType: 'Patient', name: [{ family, given: [given] }] });
const identified = (family, value) => ({ ...patient(family, 'Once'), identifier: [{ system: 'urn:openward:clients', value }] });
const transaction = (family) => ({
  resourceType: 'Bundle',
  type: 'transaction',
  entry: ['A', 'B'].map((given) => ({ resource: patient(family, given), request: { method: 'POST', url: 'Patient' } })),
});
const birthday = [{ op: 'add', path: '/birthDate', value: '1990-05-01' }];
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function exported(access, type) {
  const headers = { Authorization: `Bearer ${access}`, Accept: 'application/fhir+json' };
  const started = await fetch(`${base}/$export?_type=${type}`, { headers: { ...headers, Prefer: 'respond-async' } });
  assert.equal(started.status, 202);
  for (let turn = 0; turn < 120; turn++) {
    const state = await fetch(started.headers.get('content-location'), { headers });
    if (state.status === 200) {
      const manifest = await state.json();
      const files = await Promise.all(
        manifest.output.map(async (file) => (await fetch(file.url, { headers: { Authorization: headers.Authorization } })).text()),
      );
      return files.flatMap((file) => file.trim().split('\n')).map((line) => JSON.parse(line));
    }
    assert.equal(state.status, 202);
    await wait(500);
  }
  throw new Error('the export did not end');
}

const clients = {
  async 'fhir-kit-client'(access, family) {
    const client = new KitClient({ baseUrl: base, bearerToken: access });
    const created = await client.create({ resourceType: 'Patient', body: patient(family, 'Kit') });
    assert.equal((await client.read({ resourceType: 'Patient', id: created.id })).id, created.id);
    const once = { resourceType: 'Patient', body: identified(family, family), options: { headers: { 'If-None-Exist': `identifier=urn:openward:clients|${family}` } } };
    const first = await client.create(once);
    assert.equal((await client.create(once)).id ?? first.id, first.id);
    await client.transaction({ body: transaction(family) });
    let page = await client.resourceSearch({ resourceType: 'Patient', searchParams: { family, _count: 2 } });
    const found = [];
    while (page) {
      found.push(...(page.entry ?? []).map((entry) => entry.resource.id));
      page = page.link.some((link) => link.relation === 'next') ? await client.nextPage({ bundle: page }) : undefined;
    }
    assert.equal(new Set(found).size, 4);
    const patched = await client.patch({ resourceType: 'Patient', id: created.id, jsonPatch: birthday });
    assert.equal(patched.birthDate, '1990-05-01');
    const history = await client.history({ resourceType: 'Patient', id: created.id });
    assert.equal(history.entry.length, 2);
  },

  async fhirclient(access, family) {
    const client = SmartClient({ headers: {}, url: '/', protocol: 'http', get() {} }, { setHeader() {}, end() {} })
      .client({ serverUrl: base, tokenResponse: { access_token: access } });
    const created = await client.create(patient(family, 'Smart'));
    assert.equal((await client.request(`Patient/${created.id}`)).id, created.id);
    const once = { url: 'Patient', method: 'POST', body: JSON.stringify(identified(family, family)), headers: { 'Content-Type': 'application/fhir+json', 'If-None-Exist': `identifier=urn:openward:clients|${family}` } };
    await client.request(once);
    await client.request(once);
    await client.request({ url: '', method: 'POST', body: JSON.stringify(transaction(family)), headers: { 'Content-Type': 'application/fhir+json' } });
    const found = await client.request(`Patient?family=${family}&_count=2`, { pageLimit: 0, flat: true });
    assert.equal(new Set(found.map((each) => each.id)).size, 4);
    const patched = await client.patch(`Patient/${created.id}`, birthday);
    assert.equal(patched.birthDate, '1990-05-01');
    assert.equal((await client.request(`Patient/${created.id}/_history`)).entry.length, 2);
  },

  async '@medplum/core'(access, family) {
    const client = new MedplumClient({ baseUrl: root, fhirUrlPath: 'fhir', fetch });
    client.setAccessToken(access);
    const created = await client.createResource(patient(family, 'Medplum'));
    assert.equal((await client.readResource('Patient', created.id)).id, created.id);
    const first = await client.createResourceIfNoneExist(identified(family, family), `identifier=urn:openward:clients|${family}`);
    const second = await client.createResourceIfNoneExist(identified(family, family), `identifier=urn:openward:clients|${family}`);
    assert.equal(first.id, second.id);
    await client.executeBatch(transaction(family));
    const found = [];
    for await (const page of client.searchResourcePages('Patient', { family, _count: 2 })) {
      found.push(...page.map((each) => each.id));
    }
    assert.equal(new Set(found).size, 4);
    assert.equal((await client.patchResource('Patient', created.id, birthday)).birthDate, '1990-05-01');
    assert.equal((await client.readHistory('Patient', created.id)).entry.length, 2);
  },
};

let failures = 0;
const access = await token();
for (const [name, use] of Object.entries(clients)) {
  const family = `Clients${randomUUID().slice(0, 8)}`;
  try {
    await use(access, family);
    const lines = await exported(access, 'Patient');
    assert.equal(lines.filter((each) => each.name?.[0]?.family === family).length, 4);
    console.log(`${name}: passed`);
  } catch (failure) {
    failures++;
    console.log(`${name}: FAILED ${failure.stack}`);
  }
}
process.exit(failures === 0 ? 0 : 1);

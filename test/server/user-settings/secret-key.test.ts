import { carriesPassword, namesSecret } from "../../../lib/server/user-settings/secret-key";

const SECRETS = [
  "LdapsAuth:BindPassword",
  "LDAPS_AUTH:BIND_PASSWORD",
  "ldapsauth:bindpassword",
  "Plugins:Licensing:LicenseKey",
  "OAuth:ClientSecret",
  "OAuth:clientsecret",
  "Connectors:DataProtection:Token",
  "OpenTelemetry:Otlp:Headers",
  "OpenTelemetry:Otlp:Headers:Authorization",
  "Archive:S3:SecretAccessKey",
  "Archive:S3:AccessKey",
  "Archive:Azure:ConnectionStringOrServiceUrl",
  "A:Passphrase",
  "A:ApiKey",
  "A:Secrets:One",
  "A:SasToken",
  "A:Credentials:Value",
  "LdapsAuth:BindPw",
  "LDAPS_AUTH:BIND_PW",
  "OpenTelemetry:Otlp:Authorization",
  "A:Pass",
  "A:UserPass",
];

const OTHERS = [
  "LdapsAuth:Host",
  "LdapsAuth:BindUser",
  "LdapsAuth:LdapGroupRoles:CN=admins,OU=x",
  "AutoScavenge:Enabled",
  "Connectors:DataProtection:TokenFile",
  "A:TokenLifetime",
  "A:PartitionKey",
  "A:Monkey",
  "DataProtection:KeyVaults:Surge:KeyMaxHistory",
  "OpenTelemetry:Otlp:Endpoint",
  "A:Bypass",
  "A:PassThrough",
  "A:Authorization:Policy",
  "A:AuthorizationType",
  "A:PwFile",
  "LdapsAuth:LdapGroupRoles:CN=first-pass",
];

test.each(SECRETS)("%s names a secret", (key) => {
  expect(namesSecret(key.split(":"))).toBe(true);
});

test.each(OTHERS)("%s names none", (key) => {
  expect(namesSecret(key.split(":"))).toBe(false);
});

test("an address with a password in it is a secret whatever its name", () => {
  expect(["https://u:p@h", "amqp://:p@h/x", "https://u:a@b@h"].map(carriesPassword)).toEqual([
    true,
    true,
    true,
  ]);
  expect(["https://u@h:1", "https://h:1/a@b", "u:p@h", 5, true].map(carriesPassword)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
});

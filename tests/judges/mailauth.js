// Verifies mails, each a line of hexadecimal, with npm's mailauth; says each signature's result as a line of JSON.  The domain's records are the first argument.
const { dkimVerify } = require('mailauth/lib/dkim/verify');
const { createInterface } = require('readline');

const records = JSON.parse(process.argv[2]);

async function main() {
    for await (const line of createInterface({ input: process.stdin })) {
        const found = await dkimVerify(Buffer.from(line, 'hex'), { resolver: async name => [[records[name]]] });
        console.log(JSON.stringify(found.results.map(result => result.status.result)));
    }
}

main();

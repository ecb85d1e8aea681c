// Reads invitations, each a line of hexadecimal, with npm's ical.js; says method and summary as a line of JSON.
const ICAL = require('ical.js');
const { createInterface } = require('readline');

async function main() {
    for await (const line of createInterface({ input: process.stdin })) {
        const calendar = new ICAL.Component(ICAL.parse(Buffer.from(line, 'hex').toString('utf8')));
        console.log(JSON.stringify([calendar.getFirstPropertyValue('method'), calendar.getFirstPropertyValue('summary')]));
    }
}

main();

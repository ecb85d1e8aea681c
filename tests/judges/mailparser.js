// Reads mails, each a line of hexadecimal, with npm's mailparser; says what it found as a line of JSON.
const { simpleParser } = require('mailparser');
const { createInterface } = require('readline');

const AS_IT_IS = { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true, skipTextLinks: true };
const mailboxes = field => (field ? [].concat(field) : []).flatMap(list => list.value).map(at => [at.name, at.address]);
const attachment = a => [a.contentType, a.filename || '', a.contentId || '', a.content.toString('hex')];

async function main() {
    for await (const line of createInterface({ input: process.stdin })) {
        const mail = await simpleParser(Buffer.from(line, 'hex'), AS_IT_IS);
        console.log(JSON.stringify({
            subject: mail.subject || '', from: mailboxes(mail.from), to: mailboxes(mail.to), text: mail.text || '', html: mail.html || '',
            attachments: mail.attachments.map(attachment),
        }));
    }
}

main();
